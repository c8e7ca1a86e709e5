"""Roles and what each may do."""

from kanaf.access.roles import GIVEN_IN, MAY, NATIONAL, NATIONAL_PERMISSIONS, Permission, Role


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
    lines += ["", "## Where a role is given", ""]
    lines += [
        "National roles only in the organisations that `pack.yaml` names in `coordinated_by`, and there all of them: "
        + _listed(NATIONAL)
        + "."
    ]
    lines += ["Held only there, whatever the role: " + _listed(NATIONAL_PERMISSIONS) + ".", ""]
    lines += ["| kind of organisation | other roles |", "|---|---|"]
    lines += [f"| {kind} | {_listed(given) or '–'} |" for kind, given in GIVEN_IN.items()]
    return "\n".join(lines) + "\n"


def _listed(names: frozenset[Role] | frozenset[Permission]) -> str:
    return ", ".join(f"`{name.value}`" for name in sorted(names))
