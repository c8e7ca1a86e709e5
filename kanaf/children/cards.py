"""What is kept of a child for finding it again: its card and the keys it is found under, written with what they are made from."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max, QuerySet

from kanaf import matching
from kanaf.access.models import Organisation
from kanaf.children import rules
from kanaf.children.index import Hashes
from kanaf.children.models import Card, Child, Identity, KeyCount, NameKey, Registration
from kanaf.children.told import Names
from kanaf.children.told import as_person as told_person
from kanaf.core import keys, rows, vault
from kanaf.core.ticks import each_minute
from kanaf.matching import Person, Reading
from kanaf.matching.person import Sex

COMMON = 200
"""From so many bearers on, a key counts as common: that so many bear a name tells of none of them."""
EVERYBODY = "*"
"""Under this key stands how many cards there are."""
COUNTED_EVERY = timedelta(days=1)
KEYS = f'"{NameKey._meta.db_table}"'
SEX: dict[str, Sex] = {"female": "F", "male": "M"}


def hashes() -> Hashes:
    """The hashes of this programme: their key lies outside the database."""
    return Hashes(keys.key("names"))


def as_person(
    told: Names,
    *,
    sex: str = "",
    birth: rules.Birth | None = None,
    nationalities: list[str] | None = None,
    languages: list[str] | None = None,
) -> Person:
    """What matching compares, from what was told and what is registered."""
    return replace(
        told_person(told),
        sex=SEX.get(sex, "unknown"),
        born_earliest=birth.earliest if birth else None,
        born_latest=birth.latest if birth else None,
        nationalities=tuple(nationalities or ()),
        languages=tuple(languages or ()),
    )


def person_of(told: Names, registration: Registration) -> Person:
    birth = rules.Birth(registration.birth_precision, registration.born_earliest, registration.born_latest)
    return as_person(told, sex=registration.sex, birth=birth, nationalities=registration.nationalities, languages=registration.languages)


def write(child: Child, person: Person, *, at: datetime, secret: bytes) -> Card:
    """Write the card and the keys of a child who has none yet, in the transaction of its registration, sealed with its new key."""
    ours = matching.reading(person)
    card = Card(child=child, organisation_id=child.organisation_id, version=matching.KEYS_VERSION, written_at=at)
    card.sealed = vault.seal(card, "sealed", ours.pack(), secret=secret)
    card.save(force_insert=True)
    _add(card, hashed([ours]))
    return card


def write_anew(child: Child, *, at: datetime | None) -> Card | None:
    """Read a child's file again and write its card from it; keys of what it was called before stay, so that it is found by both.

    `at` is when the file changed, or None where it did not. Two who do this at once wait for each other, and the second reads
    what the first wrote. An erased child gets nothing.
    """
    card = _held(child) or _begun(child, at=at or child.registered_at)
    if card is None or not vault.data_keys("child", [child.pk]):
        return None
    registration = Registration.objects.current().filter(child=child).first()
    said = [(row.replaces_id, Names(**vault.unseal(row, "sealed"))) for row in _identities(child)]
    if registration is None or not said:
        return None
    readings = [matching.reading(person_of(told, registration)) for _replaces, told in said]
    card.version, card.written_at, card.compared_at = matching.KEYS_VERSION, at or card.written_at, None
    card.sealed = vault.seal(card, "sealed", readings[-1].pack())
    card.save(update_fields=["version", "written_at", "sealed", "compared_at"])
    wanted = hashed(readings)
    stale = NameKey.objects.filter(child=child).exclude(key__in=wanted)
    stale.delete()
    _add(card, wanted - set(NameKey.objects.filter(child=child).values_list("key", flat=True)))
    return card


def hashed(readings: list[Reading]) -> set[int]:
    """Under what a child is found that was called and described so; it is called the last of them now."""
    under = hashes()
    kept = {key for ours in readings for key in under.of(ours)}
    # What many have in common is kept for counting: nobody is looked for under a nationality alone.
    return kept | {under(key) for key in matching.counted_keys(readings[-1])}


def opened(found: Iterable[Card]) -> Mapping[int, str]:
    """The packed readings of cards, by number; those of erased children, and not yet written ones, are left out."""
    held = [card for card in found if card.version]
    secrets = vault.data_keys("child", [card.child_id for card in held])
    return {card.number: vault.open_with(secrets[card.child_id], card, "sealed") for card in held if card.child_id in secrets}


def reading_of(child_id: UUID) -> Reading | None:
    """The card of one child, opened; None where it was erased."""
    found = Card.objects.filter(child=child_id)
    packed = next(iter(opened(found).values()), None)
    return matching.unpack_reading(packed) if packed else None


def waiting() -> int:
    """How many files are still found by keys of an older version: two versions never meet, so these are found by nobody."""
    with rows.as_registry():
        return Card.objects.filter(version__lt=matching.KEYS_VERSION).count()


def organisations_waiting() -> list[UUID]:
    """The organisations of which files are still found by older keys."""
    with rows.as_registry():
        old = Card.objects.filter(version__lt=matching.KEYS_VERSION).order_by("organisation")
        return list(old.values_list("organisation", flat=True).distinct())


def old_cards(organisation: UUID, *, after: int = 0) -> QuerySet[Card]:
    """An organisation's cards of an older version, in the order of their numbers, from one on."""
    old: QuerySet[Card] = Card.objects.filter(organisation=organisation, version__lt=matching.KEYS_VERSION, number__gt=after)
    return old.select_related("child").order_by("number")


def count_bearers(*, at: datetime, common: int = COMMON) -> int:
    """Count anew how many files are found under each common key, and how many there are. Returns how many keys are common."""
    with rows.as_registry(), transaction.atomic():
        shared = NameKey.objects.values("key").annotate(records=Count("card")).filter(records__gte=common).order_by()
        found = [KeyCount(key=row["key"], records=row["records"], counted_at=at) for row in shared]
        found.append(KeyCount(key=hashes()(EVERYBODY), records=Card.objects.count(), counted_at=at))
        KeyCount.objects.bulk_create(
            found, batch_size=2000, update_conflicts=True, unique_fields=["key"], update_fields=["records", "counted_at"]
        )
        KeyCount.objects.filter(counted_at__lt=at).update(records=0)
    return len(found) - 1


@each_minute
def count_bearers_daily(at: datetime) -> None:
    """Once a day, how many bear what many bear."""
    with rows.as_registry():
        newest = KeyCount.objects.aggregate(newest=Max("counted_at"))["newest"]
    if newest is None or at - newest >= COUNTED_EVERY:
        count_bearers(at=at)


def _held(child: Child) -> Card | None:
    found = Card.objects.filter(child=child)
    held: Card | None = (found.select_for_update() if connection.vendor == "postgresql" else found).first()
    return held


def _begun(child: Child, *, at: datetime) -> Card | None:
    """A card without content, or the one that somebody else began meanwhile."""
    card = Card(child=child, organisation_id=child.organisation_id, version=0, written_at=at, sealed=b"")
    try:
        with transaction.atomic():
            card.save(force_insert=True)
    except IntegrityError:
        return _held(child)
    return card


def _identities(child: Child) -> list[Identity]:
    """All that the child's own organisation has sealed of who it is, the newest last."""
    own = Identity.objects.filter(child=child, organisation=child.organisation_id)
    return list(own.order_by("recorded_at", "id"))


def _add(card: Card, fresh: set[int]) -> None:
    """Write keys that a card has not. Dozens with each child: as objects, they took as long as all else that is written of it."""
    if not fresh:
        return
    values = ",".join(f"({key},{card.number})" for key in sorted(fresh))
    child = Child._meta.pk.get_db_prep_value(card.child_id, connection)
    organisation = Organisation._meta.pk.get_db_prep_value(card.organisation_id, connection)
    with connection.cursor() as cursor:
        # Numbers of our own making are written into the statement, as where they are looked for.
        cursor.execute(
            f"insert into {KEYS} (key, card, child_id, organisation_id) "  # noqa: S608
            f"select column1, column2, %s, %s from (values {values}) as fresh",
            [child, organisation],
        )
