"""A child is registered once, and what is said of it is never lost."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import cards, codes, rules
from kanaf.children.actions.alerts import fulfil_alert
from kanaf.children.actions.drafts import discard_draft
from kanaf.children.actions.places import check_works_in
from kanaf.children.models import Alert, CareTeam, Child, Group, Identity, Registration, SameChild, Sharing
from kanaf.children.restricting import restricted_to
from kanaf.children.told import PLACES, Names, tidy
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.places.models import City
from kanaf.programme import queries as programme

LAST_ATTEMPT = 19  # to draw a case code that nobody has


@dataclass(frozen=True)
class Particulars:
    """What is registered in codes. Codes are checked against the pack's lists."""

    sex: str
    protection_status: str
    birth: rules.Birth
    age_in_dispute: bool = False
    nationalities: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    needs_interpreter: bool = False
    source: str = ""
    care_arrangement: str = ""
    care_since: str = ""
    caregiver_relation: str = ""
    wants_card: bool = False
    separation_cause: str = ""
    separated_on: str = ""
    concerns: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)


@action
def register_child(
    *,
    by: Account,
    at: datetime,
    city: City,
    on: date,
    particulars: Particulars,
    identity: Names,
    alert: Alert | None = None,
    id: UUID | None = None,
    is_synthetic: bool = False,
) -> Child:
    """Register a child in a city. Sending the same form (the same `id`) again returns the child already made.

    Where it was seen in an `alert` first, that leads to its file from now on. An age of 18 or more or in dispute is registered
    as under verification. A child who gives only a nickname, or nothing, is registered all the same.
    """
    check_holds(by, Permission.CHILD_REGISTER)
    check_works_in(by, city)
    if id is not None and (earlier := Child.objects.filter(pk=id, registered_by=by.pk).first()):
        return earlier
    if on > at.date():
        raise Refused(_("The day of registration is in the future."), field="on", code="future")
    _check_codes(particulars)
    child = _new_child(by=by, at=at, id=id, is_synthetic=is_synthetic)
    CareTeam.objects.create(child=child, organisation_id=by.organisation_id, city=city, account=by, started_at=at)
    registration = _write_registration(child, by=by, at=at, city=city, on=on, particulars=particulars)
    told, secret = tidy(identity), vault.begin("child", child.pk)
    _write_identity(child, by=by, at=at, on=on, told=told, secret=secret)
    cards.write(child, cards.person_of(told, registration), at=at, secret=secret)
    audit.record("child.registered", by=by, target=child, at=at, city=city.code)
    if id is not None:
        discard_draft(by, id)
    if alert is not None:
        fulfil_alert(by=by, at=at, alert=alert, child=child)
    return child


@action
def correct_registration(*, by: Account, at: datetime, child: Child, particulars: Particulars) -> Registration:
    """Replace what is registered about a child; what was said before stays readable."""
    check_holds(by, Permission.CHILD_REGISTER)
    if child.organisation_id != by.organisation_id:
        raise NotPermitted("registered by another organisation")
    _check_codes(particulars)
    before = Registration.objects.current().get(child=child)
    after = _write_registration(child, by=by, at=at, city=before.city, on=before.happened_on, particulars=particulars, replaces=before)
    cards.write_anew(child, at=at)
    audit.record("registration.corrected", by=by, target=child, at=at)
    return after


@action
def correct_identity(*, by: Account, at: datetime, child: Child, told: Names) -> Identity:
    """Replace what is sealed about who the child is; earlier names stay readable, and still find it."""
    check_holds(by, Permission.CHILD_REGISTER)
    if child.organisation_id != by.organisation_id:
        raise NotPermitted("registered by another organisation")
    check_is_not_restricted(by, child.pk)
    if not vault.data_keys("child", [child.pk]):
        raise Refused(_("This child’s identity was erased: nobody can read it any more."), code="erased")
    before = Identity.objects.visible_to(by).current().filter(child=child, organisation=by.organisation_id).order_by("recorded_at").last()
    after = _write_identity(child, by=by, at=at, on=before.happened_on if before else at.date(), told=tidy(told), replaces=before)
    cards.write_anew(child, at=at)
    audit.record("identity.corrected", by=by, target=child, at=at)
    return after


@action
def open_identity(*, by: Account, at: datetime, child: Child, reason: str) -> Names:
    """The child's sealed identity. Opening it is recorded with its reason before anything is shown.

    Of another organisation's, where the child is and how to reach it stay closed unless they were shared too. Once its last case is
    closed, it is opened by who answers for cases alone.
    """
    check_holds(by, Permission.IDENTITY_READ)
    programme.check_code("identity_reason", reason, field="reason")
    check_is_not_restricted(by, child.pk)
    if not vault.data_keys("child", [child.pk]):
        raise Refused(_("This child’s identity was erased: nobody can read it any more."), code="erased")
    identity = Identity.objects.visible_to(by).current().filter(child=child).order_by("recorded_at").last()
    if identity is None:
        raise Refused(_("The identity of this child is not shared with your organisation."), code="identity_not_shared")
    opened = Names(**vault.unseal(identity, "sealed"))
    if identity.organisation_id != by.organisation_id and not Sharing.objects.live_to(by, Group.PLACEMENT).filter(child=child).exists():
        opened = replace(opened, **dict.fromkeys(PLACES, ""))
    audit.record("identity.opened", by=by, target=child, at=at, reason=reason)
    return opened


def check_is_not_restricted(by: Account, child: UUID) -> None:
    """Nobody reads who a child is while nobody works on its file, but who answers for it."""
    if restricted_to(by, [child]):
        raise Refused(
            _("The last case of this child is closed: reopen it to work on it again, or ask your supervisor to open who it is."),
            code="restricted",
        )


@action
def decide_same_child(*, by: Account, at: datetime, child: Child, survivor: Child) -> SameChild:
    """Decide that two registrations are one child. No event moves; counts use the survivor."""
    check_holds(by, Permission.CHILD_MERGE)
    if child.pk == survivor.pk:
        raise Refused(_("These are one and the same registration."), code="same_registration")
    if SameChild.objects.filter(child=survivor, ended_at=None).exists() or SameChild.objects.filter(survivor=child, ended_at=None).exists():
        raise Refused(_("One of the two is already joined to a third: undo that first."), code="chain")
    row = SameChild.objects.create(child=child, survivor=survivor, decided_by=by.pk, decided_at=at)
    audit.record("child.same", by=by, target=child, at=at, survivor=survivor.pk)
    return row


@action
def undo_same_child(*, by: Account, at: datetime, same: SameChild) -> None:
    """They were two children after all: every count and page is as before."""
    check_holds(by, Permission.CHILD_MERGE)
    if not SameChild.objects.filter(pk=same.pk, ended_at=None).update(ended_at=at, ended_by=by.pk):
        raise Refused(_("These two were separated already."), code="separated")
    # The child itself may be out of the coordination's rows.
    audit.record("child.same_undone", by=by, target=Child(pk=same.child_id), at=at)


def _new_child(*, by: Account, at: datetime, id: UUID | None, is_synthetic: bool) -> Child:
    values: dict[str, Any] = {"pk": id} if id is not None else {}
    for attempt in range(LAST_ATTEMPT + 1):
        child = Child(
            code=codes.new_code(),
            organisation_id=by.organisation_id,
            registered_by=by.pk,
            registered_at=at,
            is_synthetic=is_synthetic,
            **values,
        )
        try:
            with transaction.atomic():
                child.save(force_insert=True)
        except IntegrityError:
            if id is not None or attempt == LAST_ATTEMPT:
                raise
        else:
            return child
    raise AssertionError("unreachable")


def _write_registration(
    child: Child, *, by: Account, at: datetime, city: City, on: date, particulars: Particulars, replaces: Registration | None = None
) -> Registration:
    birth = particulars.birth
    return Registration.objects.create(
        child=child,
        organisation_id=by.organisation_id,
        city=city,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        replaces=replaces,
        source=particulars.source,
        protection_status=particulars.protection_status,
        age_status=rules.age_status(birth, in_dispute=particulars.age_in_dispute, on=on),
        sex=particulars.sex,
        birth_precision=birth.precision,
        born_earliest=birth.earliest,
        born_latest=birth.latest,
        birth_calendar=birth.calendar,
        birth_as_told=birth.as_told,
        declared_age=birth.declared_age,
        age_in_dispute=particulars.age_in_dispute,
        nationalities=particulars.nationalities,
        nationality_group=programme.nationality_group(particulars.nationalities),
        languages=particulars.languages,
        needs_interpreter=particulars.needs_interpreter,
        care_arrangement=particulars.care_arrangement,
        care_since=particulars.care_since,
        caregiver_relation=particulars.caregiver_relation,
        wants_card=particulars.wants_card,
        separation_cause=particulars.separation_cause,
        separated_on=particulars.separated_on,
        concerns=particulars.concerns,
        documents=particulars.documents,
    )


def _write_identity(
    child: Child, *, by: Account, at: datetime, on: date, told: Names, replaces: Identity | None = None, secret: bytes | None = None
) -> Identity:
    identity = Identity(
        child=child, organisation_id=by.organisation_id, happened_on=on, recorded_at=at, recorded_by=by.pk, replaces=replaces
    )
    identity.sealed = vault.seal(identity, "sealed", asdict(told), secret=secret)
    identity.save()
    return identity


def _check_codes(particulars: Particulars) -> None:
    for list_code, code, name in (
        ("sex", particulars.sex, "sex"),
        ("protection_status", particulars.protection_status, "protection_status"),
        ("alert_source", particulars.source, "source"),
        ("care_arrangement", particulars.care_arrangement, "care_arrangement"),
        ("caregiver_relation", particulars.caregiver_relation, "caregiver_relation"),
        ("separation_cause", particulars.separation_cause, "separation_cause"),
    ):
        if code:
            programme.check_code(list_code, code, field=name)
    for list_code, several, name in (
        ("nationality", particulars.nationalities, "nationalities"),
        ("language", particulars.languages, "languages"),
        ("protection_concern", particulars.concerns, "concerns"),
        ("document_type", particulars.documents, "documents"),
    ):
        for code in several:
            programme.check_code(list_code, code, field=name)
