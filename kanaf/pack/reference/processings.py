"""The register of processings and the impact assessment, made from the fields' classification (law 09-08; ICRC handbook).

Why each room processes what it holds stands here, written by people; what it holds, for whom and behind which barrier is read from the
models, so that a field that arrives without being thought about is seen in the register.
"""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from kanaf.access.roles import MAY, Permission
from kanaf.core.checks import classes_of

PERSONAL = ("case", "identity", "location")


@dataclass(frozen=True)
class Processing:
    """Why a room processes personal data: purpose, basis, about whom, how long, and which permission opens what is sealed."""

    purpose: str
    basis: str
    about: str
    kept: str
    opened_with: Permission | None


CHILD_LAW = "best interests of the child; consent or assent for each purpose, asked in stages; legal obligation or court order"
UNTIL = "five years after the case is closed or until age 23, whichever is later (to be approved by the CNDP), then erased by two people"

PROCESSINGS: dict[str, Processing] = {
    "access": Processing(
        "let people of the programme sign in, and record what each did",
        "contract of work; security of the processing (art. 23)",
        "staff",
        "accounts while they work and one year; the record of acts five years",
        Permission.ACCOUNT_MANAGE,
    ),
    "children": Processing(
        "find, register and protect a child once", CHILD_LAW, "children, their parents", UNTIL, Permission.IDENTITY_READ
    ),
    "casework": Processing("assess, plan and follow up", CHILD_LAW, "children", UNTIL, Permission.IDENTITY_READ),
    "assistance": Processing("record the services that a child received", CHILD_LAW, "children", UNTIL, Permission.IDENTITY_READ),
    "activities": Processing(
        "hold activities and trainings, and count who came",
        CHILD_LAW,
        "children; adults who are trained",
        UNTIL,
        Permission.TRAINING_RECORD,
    ),
    "protection": Processing(
        "keep papers, hand out copies, erase", CHILD_LAW, "children", f"papers: {UNTIL}; exports: 24 hours", Permission.IDENTITY_READ
    ),
    "indicators": Processing(
        "count, freeze and correct figures",
        "public interest; statistics without names",
        "children, by a random id",
        UNTIL,
        Permission.FIGURE_READ,
    ),
    "coordination": Processing(
        "follow up what an event recommended",
        "public interest",
        "organisations; no child",
        "as long as the programme",
        Permission.RECOMMENDATION_READ,
    ),
}

# A room that arrives with personal data and without a line above is seen at once in the register.
UNDESCRIBED = "**to be written by the data protection officer before real data**"

RISKS = (
    (
        "an identity is read by who should not",
        "identity",
        "sealed under a key per person; opened with a reason, recorded, shown to who answers",
    ),
    ("where a child is becomes known", "location", "sealed with the identity; never in lists, search, exports or calendars"),
    ("a child is recognised from codes", "case", "care team and city; published tables with thresholds, attacked before each release"),
)

NOTHING = Processing(UNDESCRIBED, UNDESCRIBED, UNDESCRIBED, UNDESCRIBED, None)


def page() -> str:
    lines = [
        "# Register of processings and impact assessment",
        "",
        "Made from the fields’ classification and from `kanaf/pack/reference/processings.py` by `make reference`. Retention periods are",
        "placeholders until the data protection officer has them approved.",
    ]
    held = _personal()
    for room, models in held.items():
        why = PROCESSINGS.get(room, NOTHING)
        readers = ", ".join(f"`{role.value}`" for role, may in MAY.items() if why.opened_with in may) or UNDESCRIBED
        lines += [
            "",
            f"## {room}",
            "",
            "| | |",
            "|---|---|",
            f"| purpose | {why.purpose} |",
            f"| basis | {why.basis} |",
            f"| about | {why.about} |",
            f"| kept | {why.kept} |",
            f"| opened by | {readers} |",
            "",
            "| held in | codes about a person | who it is (sealed) | where it is (sealed) | barrier |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(model) for model in models]
    lines += ["", "## Risks and what answers them", "", "| risk | fields of this class | answer |", "|---|---|---|"]
    for risk, kind, answer in RISKS:
        count = sum(len(classes_of(model)[kind]) for models in held.values() for model in models)
        lines.append(f"| {risk} | {count} | {answer} |")
    unguarded = [model._meta.label for models in held.values() for model in models if not hasattr(model, "Rows")]
    lines += ["", f"Tables with personal data and without row-level security: {', '.join(unguarded) or 'none'}."]
    return "\n".join(lines) + "\n"


def _personal() -> dict[str, list[Any]]:
    """Room → its models that hold something about a person."""
    found: dict[str, list[Any]] = {}
    for model in sorted(apps.get_models(), key=lambda one: one._meta.label):
        room = model._meta.app_label
        is_about = any(classes_of(model)[kind] for kind in PERSONAL) or model._meta.label == "access.Account"
        if model.__module__.startswith("kanaf.") and is_about:
            found.setdefault(room, []).append(model)
    return found


def _row(model: Any) -> str:
    held = classes_of(model)
    cells = (", ".join(held[kind]) for kind in PERSONAL)
    return f"| {model._meta.label} | {' | '.join(cells)} | {'row-level security' if hasattr(model, 'Rows') else '–'} |"
