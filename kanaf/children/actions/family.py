"""A child's family is written down, corrected, and said of its sisters and brothers too. Opening what is sealed is recorded."""

from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from kanaf.access.models import Account
from kanaf.access.policy import check_holds
from kanaf.access.roles import Permission
from kanaf.children.actions.registration import check_is_not_restricted
from kanaf.children.actions.sharing import check_follows
from kanaf.children.kin import PLACES_OF_KIN, Kin, tidy_words
from kanaf.children.models import Child, ChildLink, Group, Kinship, Relative, RelativeFacts, Sharing
from kanaf.core import audit, vault
from kanaf.core.actions import action
from kanaf.core.errors import NotPermitted, Refused
from kanaf.programme import queries as programme


@action
def add_relative(
    *,
    by: Account,
    at: datetime,
    child: Child,
    on: date,
    relation: str,
    told: Kin,
    life: str,
    source: str,
    wish: str = Kinship.Wish.NOT_ASKED,
    id: UUID | None = None,
    is_synthetic: bool = False,
) -> Relative:
    """Write down somebody of a child's family, under a key of their own. The same form sent twice writes one."""
    check_holds(by, Permission.TRACING_WORK)
    check_follows(by, child, at)
    if id is not None and (earlier := Relative.objects.filter(pk=id, recorded_by=by.pk).first()):
        return earlier
    _check(on, at, relation)
    told = _tidy(told)
    relative = Relative.objects.create(
        **({"pk": id} if id is not None else {}),
        organisation_id=by.organisation_id,
        recorded_by=by.pk,
        recorded_at=at,
        is_synthetic=is_synthetic or child.is_synthetic,
    )
    _write_tie(child, relative, by=by, at=at, on=on, relation=relation, wish=wish)
    _write_facts(relative, by=by, at=at, on=on, told=told, life=life, source=source)
    audit.record("relative.recorded", by=by, target=child, at=at, relation=relation)
    return relative


@action
def correct_relative(
    *, by: Account, at: datetime, child: Child, relative: Relative, relation: str, told: Kin, life: str, source: str, wish: str
) -> RelativeFacts:
    """Replace what is told of a relative, and whose relative they are to this child; what was said before stays."""
    check_holds(by, Permission.TRACING_WORK)
    check_follows(by, child, at)
    tie = _own_tie(by, child, relative)
    check_is_not_restricted(by, child.pk)
    _check(at.date(), at, relation)
    if (tie.relation, tie.wish) != (relation, wish):
        _write_tie(child, relative, by=by, at=at, on=tie.happened_on, relation=relation, wish=wish, replaces=tie)
    before = RelativeFacts.objects.current().filter(relative=relative).order_by("recorded_at").last()
    on = before.happened_on if before else at.date()
    after = _write_facts(relative, by=by, at=at, on=on, told=_tidy(told), life=life, source=source, replaces=before)
    audit.record("relative.corrected", by=by, target=child, at=at, relation=relation)
    return after


@action
def share_relative(*, by: Account, at: datetime, child: Child, relative: Relative, other: Child, relation: str) -> Kinship:
    """Say that somebody of one child's family is of its sister's or brother's too. Saying it twice changes nothing."""
    check_holds(by, Permission.TRACING_WORK)
    check_follows(by, child, at)
    check_follows(by, other, at)
    tie = _own_tie(by, child, relative)
    _check(at.date(), at, relation)
    siblings = ChildLink.objects.live().of_child(child).filter(organisation=by.organisation_id, kind=ChildLink.Kind.SIBLING)
    if other.pk not in {one.beside(child).pk for one in siblings}:
        raise Refused(
            _("These two children are not linked as sisters or brothers: link them first, then say who is of both."),
            field="other",
            code="not_siblings",
        )
    if earlier := Kinship.objects.current().filter(child=other, relative=relative).first():
        return earlier
    row = _write_tie(other, relative, by=by, at=at, on=tie.happened_on, relation=relation, wish=Kinship.Wish.NOT_ASKED)
    audit.record("relative.recorded", by=by, target=other, at=at, relation=relation)
    return row


@action
def untie_relative(*, by: Account, at: datetime, child: Child, relative: Relative) -> None:
    """Say that somebody is no relative of this child after all; that it was thought stays in the record."""
    check_holds(by, Permission.TRACING_WORK)
    check_follows(by, child, at)
    tie = _own_tie(by, child, relative)
    if child.tracing.open().filter(relative=relative).exists():
        raise Refused(_("This person is being looked for: close that request first."), code="sought")
    _write_tie(child, relative, by=by, at=at, on=tie.happened_on, relation=tie.relation, wish=tie.wish, replaces=tie, withdrawn=True)
    audit.record("relative.untied", by=by, target=child, at=at)


@action
def open_family(*, by: Account, at: datetime, child: Child, reason: str) -> dict[UUID, Kin]:
    """Who the relatives of a child are, by their ids. Opening is recorded with its reason before anything is shown.

    Of what another organisation wrote, where they are stays closed unless the place was shared too.
    """
    check_holds(by, Permission.IDENTITY_READ)
    check_holds(by, Permission.TRACING_READ)
    programme.check_code("identity_reason", reason, field="reason")
    check_is_not_restricted(by, child.pk)
    opened = told_of_kin(child, by)
    audit.record("family.opened", by=by, target=child, at=at, reason=reason)
    return opened


def told_of_kin(child: Child, by: Account) -> dict[UUID, Kin]:
    """What is sealed of a child's relatives, for an act that records that it was opened."""
    ties = Kinship.objects.visible_to(by).current().filter(child=child)
    facts = list(RelativeFacts.objects.visible_to(by).current().filter(relative__in=ties.values("relative")))
    keys = vault.data_keys("relative", [row.relative_id for row in facts])
    shows_places = Sharing.objects.live_to(by, Group.PLACEMENT).filter(child=child).exists()
    found = {}
    for row in facts:
        if row.relative_id not in keys:
            continue
        told = Kin(**vault.open_with(keys[row.relative_id], row, "sealed"))
        if row.organisation_id != by.organisation_id and not shows_places:
            told = replace(told, **dict.fromkeys(PLACES_OF_KIN, ""))
        found[row.relative_id] = told
    return found


def _own_tie(by: Account, child: Child, relative: Relative) -> Kinship:
    tie = Kinship.objects.current().filter(child=child, relative=relative).first()
    if tie is None or tie.organisation_id != by.organisation_id:
        raise NotPermitted("no relative of this child that one's organisation wrote down")
    return tie


def _tidy(told: Kin) -> Kin:
    tidy = Kin(**tidy_words(asdict(told)))
    if not (tidy.name or tidy.note or tidy.last_known or tidy.contact):
        raise Refused(
            _("Write at least a name, a contact or where this person was last known: the relation alone finds nobody."),
            field="latin",
            code="nothing_told",
        )
    return tidy


def _check(on: date, at: datetime, relation: str) -> None:
    if on > at.date():
        raise Refused(_("The day is in the future: write the day on which it happened."), field="on", code="future")
    programme.check_code("family_relation", relation, field="relation")


def _write_tie(
    child: Child,
    relative: Relative,
    *,
    by: Account,
    at: datetime,
    on: date,
    relation: str,
    wish: str,
    replaces: Kinship | None = None,
    withdrawn: bool = False,
) -> Kinship:
    row: Kinship = Kinship.objects.create(
        child=child,
        relative=relative,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        relation=relation,
        wish=Kinship.Wish(wish),
        replaces=replaces,
        withdrawn=withdrawn,
    )
    return row


def _write_facts(
    relative: Relative, *, by: Account, at: datetime, on: date, told: Kin, life: str, source: str, replaces: RelativeFacts | None = None
) -> RelativeFacts:
    if replaces is not None and not vault.data_keys("relative", [relative.pk]):
        raise Refused(_("What was told of this person was erased: nobody can read it any more."), code="erased")
    row = RelativeFacts(
        relative=relative,
        organisation_id=by.organisation_id,
        happened_on=on,
        recorded_at=at,
        recorded_by=by.pk,
        life=RelativeFacts.Life(life),
        source=RelativeFacts.Source(source),
        replaces=replaces,
    )
    row.sealed = vault.seal(row, "sealed", asdict(told))
    row.save()
    return row
