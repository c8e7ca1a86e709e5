"""Roles and what each may do."""

from kanaf.access.roles import MAY, Permission, Role


def page() -> str:
    lines = [
        "# Roles and what each may do",
        "",
        "Made from `kanaf/access/roles.py` by `make reference`. A person may hold several roles; they combine. What a person sees of it",
        "is narrower still: rows of their organisation, in their cities, of children that it follows.",
        "",
        "| permission | " + " | ".join(str(role.value) for role in Role) + " |",
        "|---|" + "---|" * len(Role),
    ]
    for permission in Permission:
        marks = " | ".join("yes" if permission in MAY[role] else "" for role in Role)
        lines.append(f"| `{permission}` | {marks} |")
    return "\n".join(lines) + "\n"
