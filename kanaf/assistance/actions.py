"""Services and distributions are recorded, and corrected by a row that replaces."""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.assistance.models import Distribution, Service
from kanaf.children.actions import check_follows, check_works_in
from kanaf.children.models import Child
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import Refused
from kanaf.places.models import City
from kanaf.programme import queries as programme

MOST = 1000  # of one thing to one child on one day


@action
def record_service(
    *,
    by: Account,
    at: datetime,
    child: Child,
    city: City,
    on: date,
    service_type: str,
    quantity: int = 1,
    note: str = "",
    id: UUID | None = None,
) -> Service:
    """Write down a service a child received. Refusing consent never stops a service; the same form sent twice writes one."""
    check_holds(by, Permission.SERVICE_RECORD)
    check_follows(by, child, at)
    if id is not None and (earlier := Service.objects.filter(pk=id, child=child).first()):
        return earlier
    check_works_in(by, city)
    _check(on=on, at=at, service_type=service_type, quantity=quantity)
    row = Service(
        **({"pk": id} if id is not None else {}),
        child=child,
        organisation_id=by.organisation_id,
        city=city,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        service_type=service_type,
        quantity=quantity,
    )
    row.sealed = vault.seal(row, "sealed", note) if note else None
    row.save()
    audit.record("service.recorded", by=by, target=row, at=at, service=service_type)
    return row


@action
def correct_service(
    *, by: Account, at: datetime, service: Service, on: date, service_type: str, quantity: int, withdrawn: bool = False
) -> Service:
    """Replace a service by what is true; frozen figures stay as they were until a new version is frozen."""
    check_holds(by, Permission.SERVICE_CORRECT)
    check_can_be_corrected(service, by)
    _check(on=on, at=at, service_type=service_type, quantity=quantity)
    row = Service(
        child_id=service.child_id,
        organisation_id=service.organisation_id,
        city_id=service.city_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        service_type=service_type,
        quantity=quantity,
        replaces=service,
        withdrawn=withdrawn,
    )
    if service.sealed is not None:
        row.sealed = vault.seal(row, "sealed", vault.unseal(service, "sealed"))
    row.save()
    audit.record("service.withdrawn" if withdrawn else "service.corrected", by=by, target=row, at=at, replaces=service.pk)
    return row


def check_can_be_corrected(service: Service, by: Account) -> None:
    """By the organisation that wrote it, and once: the newest row is the one to correct."""
    if service.organisation_id != by.organisation_id:
        raise Refused(_("Only the organisation that recorded a service corrects it."), code="other_organisation")
    if Service.objects.filter(replaces=service).exists():
        raise Refused(_("This service was corrected meanwhile: open the newest version."), code="already_replaced")


@action
def record_distribution(
    *,
    by: Account,
    at: datetime,
    city: City,
    on: date,
    item: str,
    quantity: int | None,
    girls: int = 0,
    boys: int = 0,
    unknown: int = 0,
    id: UUID | None = None,
    is_synthetic: bool = False,
) -> Distribution:
    """Write down what was given out to people counted, not named. A quantity that was not stated stays empty, never 0."""
    check_holds(by, Permission.DISTRIBUTION_RECORD)
    if id is not None and (earlier := Distribution.objects.filter(pk=id, organisation=by.organisation_id).first()):
        return earlier
    check_works_in(by, city)
    programme.check_code("item", item, field="item")
    if on > at.date():
        raise Refused(_("The day is in the future: write the day on which it happened."), field="on", code="future")
    row = Distribution.objects.create(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        city=city,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        item=item,
        quantity=quantity,
        girls=girls,
        boys=boys,
        unknown=unknown,
        is_synthetic=is_synthetic,
    )
    audit.record("distribution.recorded", by=by, target=row, at=at, item=item)
    return row


def _check(*, on: date, at: datetime, service_type: str, quantity: int) -> None:
    programme.check_code("service_type", service_type, field="service_type")
    if on > at.date():
        raise Refused(_("The day is in the future: write the day on which it happened."), field="on", code="future")
    if not 1 <= quantity <= MOST:
        raise Refused(_("Write a quantity between 1 and %(most)s.") % {"most": MOST}, field="quantity", code="quantity")
