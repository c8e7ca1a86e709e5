"""A child is seen, an alert is raised, somebody looks at it in time, and it leads to a file, to help, or to nothing (P1)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions.places import check_works_in
from kanaf.children.models import Alert, Child, Screening
from kanaf.children.models.alert import AGAIN
from kanaf.core import audit, rows, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.models import DataKey
from kanaf.core.ticks import each_minute
from kanaf.places.models import City
from kanaf.programme import queries as programme

FIRST_RESPONSE = "first_response"
Outcome, Status = Screening.Outcome, Alert.Status
LEADS_TO = {
    Outcome.REGISTER: Status.TO_REGISTER,
    Outcome.REFER: Status.REFERRED,
    Outcome.NOT_CONCERNED: Status.NOT_CONCERNED,
    Outcome.LOST: Status.LOST,
}


@dataclass(frozen=True)
class Seen:
    """What is sealed of an alert: where exactly, how to find the child again, what was seen, and a name if one was given."""

    place: str = ""
    find_again: str = ""
    what: str = ""
    name: str = ""


@action
def raise_alert(
    *,
    by: Account,
    at: datetime,
    city: City,
    on: date,
    age_band: str,
    sex: str,
    is_urgent: bool = False,
    concerns: list[str] | None = None,
    source: str = "",
    seen: Seen,
    id: UUID | None = None,
    is_synthetic: bool = False,
) -> Alert:
    """Say that a child was seen who may need protection. The first response is due by the pack's times, a danger first.

    Nobody is asked for consent yet, and no name is needed. The same form sent twice raises one alert.
    """
    check_holds(by, Permission.ALERT_RAISE)
    check_works_in(by, city)
    if id is not None and (earlier := Alert.objects.filter(pk=id, recorded_by=by.pk).first()):
        return earlier
    if on > at.date():
        raise Refused(_("This day is in the future."), field="on", code="future")
    programme.check_code("age_band", age_band, field="age_band")
    programme.check_code("sex", sex, field="sex")
    if source:
        programme.check_code("alert_source", source, field="source")
    for concern in concerns or []:
        programme.check_code("protection_concern", concern, field="concerns")
    if not (seen.place or seen.find_again):
        raise Refused(
            _("Say where the child was seen or how to find it again: without either nobody can go and look."),
            field="find_again",
            code="nowhere",
        )
    alert = Alert(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        city=city,
        seen_on=on,
        source=source,
        age_band=age_band,
        sex=sex,
        is_urgent=is_urgent,
        concerns=list(concerns or []),
        recorded_by=by.pk,
        recorded_at=at,
        screen_due_at=programme.due_at(FIRST_RESPONSE, "high" if is_urgent else "medium", at) or at,
        is_synthetic=is_synthetic,
    )
    alert.sealed = vault.seal(alert, "sealed", asdict(seen))
    alert.save(force_insert=True)
    audit.record("alert.raised", by=by, target=alert, at=at, city=city.code, urgent=is_urgent)
    return alert


@action
def open_alert(*, by: Account, at: datetime, alert: Alert) -> Seen | None:
    """Where the child was seen and how to find it again; opening it is recorded. None once the alert has expired."""
    if not Alert.objects.visible_to(by).filter(pk=alert.pk).exists():
        raise NotPermitted("an alert out of reach")
    audit.record("alert.opened", by=by, target=alert, at=at)
    try:
        return Seen(**vault.unseal(alert, "sealed"))
    except vault.Erased:
        return None


@action
def screen_alert(*, by: Account, at: datetime, alert: Alert, outcome: str, note: str = "", id: UUID | None = None) -> Screening:
    """Say what was found on looking: a child to register, to refer at once, not concerned, or not found again.

    What was decided before stays readable; a child found again is screened again. The same form sent twice counts once.
    """
    check_holds(by, Permission.ALERT_SCREEN)
    alert = _held(by, alert)
    if id is not None and (earlier := Screening.objects.filter(pk=id, alert=alert).first()):
        return earlier
    _check_can_be_screened(alert)
    if outcome == Outcome.REFER and not note:
        raise Refused(_("Say to whom the child was referred, and what for."), field="note", code="to_whom")
    row = Screening(
        **({"pk": id} if id is not None else {}),
        alert=alert,
        organisation_id=by.organisation_id,
        outcome=Outcome(outcome),
        recorded_by=by.pk,
        recorded_at=at,
    )
    row.sealed = vault.seal(row, "sealed", note) if note else None
    row.save()
    alert.status = LEADS_TO[Outcome(outcome)]
    alert.save(update_fields=["status"])
    audit.record("alert.screened", by=by, target=alert, at=at, outcome=outcome)
    return row


@action
def join_alerts(*, by: Account, at: datetime, alert: Alert, to: Alert) -> None:
    """Two alerts are about one child: the first is read with the other from now on. Nothing of either is lost."""
    check_holds(by, Permission.ALERT_SCREEN)
    alert, to = _held(by, alert), _held(by, to)
    if alert.pk == to.pk:
        raise Refused(_("This is the same alert."), field="to", code="same_alert")
    _check_can_be_screened(alert)
    if to.joined_to_id is not None or to.status == Status.EXPIRED:
        raise Refused(_("That alert is itself joined to another, or has expired: choose the one that is kept."), field="to", code="joined")
    if alert.joined.exists():
        raise Refused(_("Other alerts are joined to this one: join it the other way round."), field="to", code="has_joined")
    alert.joined_to = to
    if to.child_id is not None:
        alert.status, alert.child_id = Status.REGISTERED, to.child_id
    alert.save(update_fields=["joined_to", "status", "child"])
    audit.record("alert.joined", by=by, target=alert, at=at, to=to.pk)


@action
def separate_alerts(*, by: Account, at: datetime, alert: Alert) -> None:
    """They were two children after all: the alert is looked at for itself again."""
    check_holds(by, Permission.ALERT_SCREEN)
    alert = _held(by, alert)
    if alert.joined_to_id is None:
        return
    alert.joined_to = None
    alert.status, alert.child_id = Status.TO_SCREEN, None
    alert.save(update_fields=["joined_to", "status", "child"])
    audit.record("alert.separated", by=by, target=alert, at=at)


@action
def expire_alerts(*, by: Account, at: datetime, organisation: UUID, before: datetime) -> None:
    """Where a child was and how to find it is kept no longer than the pack says, where no registration came of it."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.for_organisation(organisation):
        old = Alert.objects.filter(organisation=organisation, recorded_at__lte=before, child__isnull=True)
        for alert in old.exclude(status=Status.EXPIRED):
            alert.status = Status.EXPIRED
            alert.save(update_fields=["status"])
            DataKey.objects.filter(subject_kind="alert", subject_id=alert.pk).delete()
            audit.record("alert.expired", by=by, target=alert, at=at)


@each_minute
def expire_old_alerts(at: datetime) -> None:
    """Each organisation's in its own transaction; a pack that names no time keeps none beyond ninety days."""
    kept = programme.retention().get("alert")
    before = at - timedelta(days=kept.days if kept and kept.days else 90)
    with rows.as_registry():
        old = Alert.objects.filter(recorded_at__lte=before, child__isnull=True).exclude(status=Status.EXPIRED)
        organisations = list(old.order_by("organisation").values_list("organisation", flat=True).distinct())
    for organisation in organisations:
        expire_alerts(by=system_account(), at=at, organisation=organisation, before=before)


@action
def fulfil_alert(*, by: Account, at: datetime, alert: Alert, child: Child) -> None:
    """The child of an alert is registered: the alert, and those joined to it, lead to its file. Called by `register_child`."""
    check_holds(by, Permission.ALERT_SCREEN)
    alert = _held(by, alert)
    alert = alert if alert.joined_to_id is None else _held(by, alert.joined_to)  # type: ignore[arg-type]
    if alert.child_id is not None:
        raise Refused(_("A child was registered from this alert already: look in its file first."), code="registered_already")
    for one in [alert, *alert.joined.all()]:
        one.status, one.child = Status.REGISTERED, child
        one.save(update_fields=["status", "child"])
        audit.record("alert.registered", by=by, target=one, at=at, child=child.pk)


def _held(by: Account, alert: Alert) -> Alert:
    """The row as it is now, held until the act ends; an alert out of reach is no alert."""
    found: Alert | None = Alert.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=alert.pk).first()
    if found is None:
        raise NotPermitted("an alert out of reach")
    return found


def _check_can_be_screened(alert: Alert) -> None:
    if alert.joined_to_id is not None:
        raise Refused(_("This alert is joined to another one: screen that one, or separate them first."), code="joined")
    if alert.status == Status.REGISTERED:
        raise Refused(_("The child is registered: what comes next stands in its file."), code="registered")
    if alert.status not in AGAIN:
        raise Refused(_("This alert has expired: nobody can read any more where the child was. Raise a new one."), code="expired")
