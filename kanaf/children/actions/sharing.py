"""What another organisation may read of a child: given for a purpose, on a basis, until a day; ended at once."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.access.models import Account, Organisation
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children import queries
from kanaf.children.models import Basis, CareTeam, Child, ConsentDecision, Group, Sharing, team_of
from kanaf.core import audit, clock, rows
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.core.ticks import each_minute
from kanaf.places.models import City
from kanaf.programme import queries as programme

LONGEST = timedelta(days=366)
COORDINATION = "coordination"
AT_ONCE = 500


@action
def share_child(
    *,
    by: Account,
    at: datetime,
    child: Child,
    recipient: Organisation,
    groups: Collection[str],
    purpose: str,
    basis: ConsentDecision | None,
    until: date,
    follows_in: City | None = None,
    id: UUID | None = None,
) -> Sharing:
    """Let another organisation read named groups of a child's file until the end of a day.

    Refused without a basis that holds for this very recipient. Where the child is, is not shared by this act: it is asked for,
    and shared once a second person agrees (`allow_place`). With a city, the recipient also follows the child there: it may open
    a case of its own. The same form sent twice shares once.
    """
    check_holds(by, Permission.CHILD_SHARE)
    if id is not None and (earlier := Sharing.objects.filter(pk=id, child=child, shared_by=by.pk).first()):
        return earlier
    check_follows(by, child, at)
    programme.check_code("sharing_purpose", purpose, field="purpose")
    chosen = {Group(group) for group in groups}
    if recipient.pk == by.organisation_id or recipient.kind == Organisation.Kind.SYSTEM:
        raise Refused(_("Choose another organisation: yours reads its own files."), field="recipient", code="own_organisation")
    if basis is None or not queries.is_basis(basis, child, by.organisation_id, recipient):
        raise Refused(
            _("There is no decision that allows sharing with %(recipient)s: ask the child first, or decide in its best interests.")
            % {"recipient": recipient.name},
            field="recipient",
            code="no_basis",
        )
    _end(
        Sharing.objects.filter(child=child, organisation=by.organisation_id, recipient=recipient, ended_at=None, expires_at__lte=at),
        by,
        at,
        Sharing.Ended.EXPIRED,
    )
    if not at.date() <= until <= (at + LONGEST).date():
        raise Refused(_("Choose a last day from today on, at most a year away."), field="until", code="wrong_end")
    sharing = _share(
        by=by,
        at=at,
        child=child,
        recipient=recipient,
        chosen=chosen,
        purpose=purpose,
        basis=basis,
        kind=basis.basis_kind,
        until=until,
        id=id,
    )
    audit.record("sharing.begun", by=by, target=child, at=at, recipient=recipient.code, groups="+".join(sorted(chosen)), purpose=purpose)
    if follows_in is not None:
        join_care_team(by=by, at=at, child=child, organisation_id=recipient.pk, city=follows_in)
    return sharing


@action
def share_by_protocol(*, by: Account, at: datetime, child: Child, recipient: Organisation, city: City) -> Sharing:
    """Let the national coordination follow a child at high risk, as the programme's protocol says: all but its whereabouts.

    Called by casework when it assesses a high risk. Doing it twice changes nothing.
    """
    check_holds(by, Permission.CASE_UPDATE)
    check_follows(by, child, at)
    sharing = Sharing.objects.live(at).filter(child=child, organisation=by.organisation_id, recipient=recipient).first()
    if sharing is None:
        _end(Sharing.objects.filter(child=child, organisation=by.organisation_id, recipient=recipient, ended_at=None), by, at, "expired")
        sharing = _share(
            by=by,
            at=at,
            child=child,
            recipient=recipient,
            chosen=set(Group) - {Group.PLACEMENT},
            purpose=COORDINATION,
            basis=None,
            kind=Basis.PROTOCOL,
            until=(at + LONGEST).date(),
        )
        audit.record("sharing.begun_by_protocol", by=by, target=child, at=at, recipient=recipient.code)
    join_care_team(by=by, at=at, child=child, organisation_id=recipient.pk, city=city)
    return sharing


@action
def allow_place(*, by: Account, at: datetime, sharing: Sharing) -> Sharing:
    """As a second person, agree that a recipient reads where the child is and how to reach it."""
    check_holds(by, Permission.CHILD_SHARE)
    _check_own(by, sharing)
    if sharing.shares_placement:
        return sharing
    if not sharing.waits_for_second_person:
        raise Refused(_("Where the child is, was not asked for in this sharing, or the sharing has ended."), code="place_not_asked")
    if sharing.shared_by == by.pk:
        raise Refused(_("Where a child is, is shared by two people: ask a colleague to agree."), code="same_person")
    sharing.shares_placement, sharing.placement_confirmed_by, sharing.placement_confirmed_at = True, by.pk, at
    sharing.save(update_fields=["shares_placement", "placement_confirmed_by", "placement_confirmed_at"])
    audit.record("sharing.place_allowed", by=by, target=sharing.child, at=at, sharing=sharing.pk)
    return sharing


@action
def end_sharing(*, by: Account, at: datetime, sharing: Sharing) -> None:
    """End a sharing at once: from the next page on, the recipient reads nothing more of it."""
    check_holds(by, Permission.CHILD_SHARE)
    _check_own(by, sharing)
    _end(Sharing.objects.filter(pk=sharing.pk, ended_at=None), by, at, Sharing.Ended.REVOKED)


@action
def end_what_rests_on(*, by: Account, at: datetime, child: Child, recipient: Organisation) -> None:
    """The consent to share with a recipient is gone: so are its sharings. An obligation or a protocol rests on other ground."""
    check_holds(by, Permission.CONSENT_RECORD)
    end_resting(by, at, child, by.organisation_id, recipient)


def end_resting(by: Account, at: datetime, child: Child, organisation: UUID, recipient: Organisation) -> None:
    """The same for any organisation, inside the act that asked whether it may: the rows in force are that organisation's."""
    _end(queries.resting_on_consent(child, organisation, recipient), by, at, Sharing.Ended.WITHDRAWN)


@action
def end_expired_of(*, by: Account, at: datetime, organisation: UUID) -> None:
    """Write down that sharings of an organisation are over; they opened nothing since their day."""
    if not by.is_system:
        raise NotPermitted("the minute's tick alone")
    with rows.for_organisation(organisation):
        held = Sharing.objects.filter(organisation=organisation, ended_at=None, expires_at__lte=at)
        _end(held, by, at, Sharing.Ended.EXPIRED)


@each_minute
def end_expired_sharings(at: datetime) -> None:
    """Each organisation's in its own transaction."""
    with rows.as_registry():
        over = Sharing.objects.filter(ended_at=None, expires_at__lte=at).values_list("organisation", flat=True)
        organisations = list(over.order_by("organisation").distinct())
    for organisation in organisations:
        end_expired_of(by=system_account(), at=at, organisation=organisation)


@action
def join_care_team(
    *, by: Account, at: datetime, child: Child, organisation_id: UUID, city: City, account: Account | None = None
) -> CareTeam:
    """Let an organisation follow a child; joining twice changes nothing.

    Another organisation than one's own needs a live sharing, and follows as long as that lives – or from then on in its own
    right, once it opens a case of its own (naming itself with the person responsible).
    """
    check_follows(by, child, at)
    sharing = None
    if organisation_id != by.organisation_id:
        sharing = Sharing.objects.live(at).filter(child=child, organisation=by.organisation_id, recipient=organisation_id).first()
        if sharing is None:
            raise Refused(_("Share the child’s file with this organisation first: it follows nobody without that."), code="not_shared")
    with rows.as_registry():  # another organisation's row is out of our own reach
        team = CareTeam.objects.filter(child=child, organisation_id=organisation_id, ended_at=None).first()
        is_stale = team is not None and not CareTeam.objects.live(at).filter(pk=team.pk).exists()
    if team is not None and is_stale:
        with rows.for_organisation(organisation_id):
            CareTeam.objects.filter(pk=team.pk).update(ended_at=at)
        team = None
    if team is None:
        team = CareTeam.objects.create(
            child=child, organisation_id=organisation_id, city=city, account=account, sharing=sharing, started_at=at
        )
        audit.record("care_team.joined", by=by, target=child, at=at, organisation=organisation_id)
    elif account is not None and organisation_id == by.organisation_id and (team.account_id != account.pk or team.sharing_id):
        team.account, team.sharing = account, None
        team.save(update_fields=["account", "sharing"])
        audit.record("care_team.assigned", by=by, target=child, at=at, account=account.pk)
    return team


def _share(
    *,
    by: Account,
    at: datetime,
    child: Child,
    recipient: Organisation,
    chosen: set[Group],
    purpose: str,
    basis: ConsentDecision | None,
    kind: Basis,
    until: date,
    id: UUID | None = None,
) -> Sharing:
    sharing = Sharing(
        **({"pk": id} if id is not None else {}),
        child=child,
        organisation_id=by.organisation_id,
        recipient=recipient,
        purpose=purpose,
        basis=basis,
        basis_kind=kind,
        shares_case=Group.CASE in chosen,
        shares_services=Group.SERVICES in chosen,
        shares_identity=Group.IDENTITY in chosen,
        placement_asked=Group.PLACEMENT in chosen,
        shared_by=by.pk,
        shared_at=at,
        expires_at=datetime.combine(until, time(23, 59, 59), clock.CASABLANCA),
    )
    try:
        with transaction.atomic():
            sharing.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            _("This child is already shared with this organisation: end that sharing first."), field="recipient", code="already_shared"
        ) from error
    return sharing


def _end(held: object, by: Account, at: datetime, reason: str) -> None:
    for sharing in list(held.select_related("recipient", "child")):  # type: ignore[attr-defined]
        sharing.ended_at, sharing.ended_by, sharing.end_reason = at, by.pk, reason
        sharing.save(update_fields=["ended_at", "ended_by", "end_reason"])
        audit.record("sharing.ended", by=by, target=sharing.child, at=at, recipient=sharing.recipient.code, reason=reason)


def check_follows(by: Account, child: Child, at: datetime | None = None) -> None:
    """Only who follows a child, now or at the moment of the act, acts for it; reading what was shared is no following."""
    if not team_of(by, at).filter(child=child).exists():
        raise NotPermitted("the organisation does not follow this child")


def _check_own(by: Account, sharing: Sharing) -> None:
    if sharing.organisation_id != by.organisation_id:
        raise NotPermitted("sharing of another organisation")
