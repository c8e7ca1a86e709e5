"""Who was trained: adults, by name, sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.activities import rules
from kanaf.activities.actions.attendance import keep_list, locked
from kanaf.activities.actions.lists import rows_to_write
from kanaf.activities.choices import INSTITUTION
from kanaf.activities.models import Professional, ProfessionalName, Session, SessionReport, TrainingAttendance
from kanaf.activities.queries import organisation_named, professional_key
from kanaf.children.actions import check_works_in
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.programme import queries as programme

LONGEST = 120


@dataclass(frozen=True)
class Trainee:
    """One line of a training's list, as it was written."""

    name: str
    institution_kind: str
    institution: str = ""


@dataclass(frozen=True)
class Trained:
    """A professional of a list whose name was opened."""

    professional: Professional
    name: str
    institution: str


@action
def record_training(
    *,
    by: Account,
    at: datetime,
    session: Session,
    trainees: Sequence[Trainee],
    seen: UUID | None = None,
    is_synthetic: bool = False,
) -> SessionReport:
    """Set who was trained: the list given replaces the list held; sending the same list twice changes nothing.

    The same name at the same institution is the same person, in this training and in every other of the organisation, and
    is counted once. `seen` is the report of the list that was corrected, as for `record_attendance`.
    """
    check_holds(by, Permission.TRAINING_RECORD)
    session = locked(session, by)
    check_works_in(by, session.city)
    rules.check_takes_list(session, by, at.date())
    rules.check_takes_professionals(session)
    if not trainees:
        raise Refused(_("Nobody is on the list: write who came, or cancel the training."), code="nobody")
    named = _named(trainees)
    known = ProfessionalName.objects.filter(organisation=session.organisation_id, key__in=list(named))
    professionals = {bytes(row.key): row.professional_id for row in known}
    for key, (trainee, institution) in named.items():
        if key not in professionals:
            professionals[key] = _register(trainee, institution, key, session=session, at=at, is_synthetic=is_synthetic)
    wanted = [{"professional_id": professionals[key]} for key in named]
    rows = rows_to_write(TrainingAttendance, wanted, session=session, by=by, at=at)
    return keep_list(rows, session=session, by=by, at=at, named=len(wanted), unnamed=0, seen=seen, noun="training")


@action
def open_training_list(*, by: Account, at: datetime, session: Session) -> list[Trained]:
    """The names on a training's list, in order. Opening them is recorded before anything is shown."""
    check_holds(by, Permission.TRAINING_RECORD)
    rules.check_is_own(session, by)
    held = TrainingAttendance.objects.current().filter(session=session).values("professional")
    named = list(ProfessionalName.objects.filter(professional__in=held).select_related("professional"))
    keys = vault.data_keys("professional", [row.professional_id for row in named])
    opened = []
    for row in named:
        if row.professional_id in keys:
            told = vault.open_with(keys[row.professional_id], row, "sealed")
            opened.append(Trained(row.professional, told["name"], told["institution"]))
    if opened:
        audit.record("training_list.opened", by=by, target=session, at=at, names=len(opened))
    return sorted(opened, key=lambda one: one.name.casefold())


def _named(trainees: Sequence[Trainee]) -> dict[bytes, tuple[Trainee, Organisation | None]]:
    """Each person once by their key. `field` of a refusal counts lines from 0."""
    named: dict[bytes, tuple[Trainee, Organisation | None]] = {}
    lines: dict[bytes, int] = {}
    institutions: dict[str, Organisation | None] = {}
    for line, trainee in enumerate(trainees):
        if not any(letter.isalpha() for letter in trainee.name) or len(trainee.name) > LONGEST:
            raise Refused(_("Write the name, in at most %(most)s letters.") % {"most": LONGEST}, field=f"name-{line}", code="name")
        programme.check_code(INSTITUTION, trainee.institution_kind, field=f"kind-{line}")
        if trainee.institution not in institutions:
            institutions[trainee.institution] = organisation_named(trainee.institution)
        institution = institutions[trainee.institution]
        key = professional_key(trainee.name, trainee.institution_kind, institution.code if institution else trainee.institution)
        if key in named:
            raise Refused(
                _("Lines %(one)s and %(other)s name the same person: keep one of them.") % {"one": lines[key] + 1, "other": line + 1},
                field=f"name-{line}",
                code="same_person",
            )
        named[key], lines[key] = (trainee, institution), line
    return named


def _register(
    trainee: Trainee, institution: Organisation | None, key: bytes, *, session: Session, at: datetime, is_synthetic: bool
) -> UUID:
    professional = Professional.objects.create(
        registered_by_organisation_id=session.organisation_id,
        institution_kind=trainee.institution_kind,
        institution=institution,
        city=session.city,
        registered_at=at,
        is_synthetic=is_synthetic,
    )
    name = ProfessionalName(professional=professional, organisation_id=session.organisation_id, key=key)
    told = {"name": " ".join(trainee.name.split()), "institution": " ".join(trainee.institution.split())}
    name.sealed = vault.seal(name, "sealed", told)
    name.save(force_insert=True)
    return professional.pk
