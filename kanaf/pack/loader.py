"""Write a checked pack into the rooms, through their actions. Loading it twice changes nothing."""

from datetime import date
from pathlib import Path

from kanaf.access import actions as access
from kanaf.access.models import Account, Organisation
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.indicators import actions as indicators
from kanaf.indicators.models import ExternalValue, Indicator, PlannedTable, PublicValue
from kanaf.pack import activities
from kanaf.pack.reader import Pack, read_pack
from kanaf.pack.schemas.words import Labels
from kanaf.places import actions as places
from kanaf.places.models import City, Province, Region, Venue
from kanaf.programme import actions as programme
from kanaf.programme import queries
from kanaf.programme.models import ConsentAge, Partnership, Project, Term, Timeframe

NOT_ATTRIBUTES = {"code", "labels", "definition", "source"}


def load_pack(path: Path) -> Pack:
    """Read, check and load a pack as a whole, or raise PackRefused with everything that is wrong and load nothing."""
    pack = read_pack(path)
    by, at = access.system_account(), clock.now()
    with one_transaction():
        _places(pack, by)
        _organisations(pack, by)
        _lists(pack, by)
        _projects(pack, by)
        _timeframes(pack, by)
        _consents(pack, by)
        _retention(pack, by)
        _indicators(pack, by)
        activities.load(pack, by=by, at=at)
        programme.note_pack_loaded(by=by, at=at, code=pack.info.code, version=str(pack.info.version), digest=pack.digest)
    queries.forget()
    return pack


def labels_of(labels: Labels) -> dict[str, str]:
    return {f"label_{language}": text for language, text in in_three(labels).items()}


def in_three(labels: Labels) -> dict[str, str]:
    return {language: labels.root[language] for language in ("fr", "ar", "en")}


def _places(pack: Pack, by: Account) -> None:
    at = clock.now()
    edition = pack.places.code_list.version
    for region in pack.places.regions:
        places.save_place(by=by, at=at, model=Region, code=region.code, values=labels_of(region.labels) | {"list_version": edition[:40]})
    for province in pack.places.provinces:
        values = labels_of(province.labels) | {"region_id": province.region, "is_confirmed": province.confirmed}
        places.save_place(by=by, at=at, model=Province, code=province.code, values=values)
    for position, city in enumerate(pack.places.cities):
        values = labels_of(city.labels) | {
            "province_id": city.province,
            "longitude": _degrees(city.longitude),
            "latitude": _degrees(city.latitude),
            "is_in_programme": city.programme,
            "position": position,
        }
        places.save_place(by=by, at=at, model=City, code=city.code, values=values)
    for venue in pack.places.venues:
        values = labels_of(venue.labels) | {"city_id": venue.city, "aliases": [alias.name for alias in venue.aliases]}
        places.save_place(by=by, at=at, model=Venue, code=venue.code, values=values)


def _degrees(value: float) -> object:
    return City._meta.get_field("longitude").to_python(f"{value:.4f}")


def _organisations(pack: Pack, by: Account) -> None:
    for organisation in pack.organisations:
        access.save_organisation(
            by=by,
            at=clock.now(),
            code=organisation.code,
            kind=organisation.kind,
            labels=in_three(organisation.official_name),
            short_name=organisation.short_name.root["fr"],
            aliases=[alias.name for alias in organisation.aliases],
            coordinates=organisation.code in pack.info.coordinated_by,
        )


def _lists(pack: Pack, by: Account) -> None:
    for code, terms in pack.lists.items():
        for position, term in enumerate(terms.terms):
            attributes = {
                name: value
                for name, value in term.model_dump(exclude_none=True).items()
                if name not in NOT_ATTRIBUTES and value is not False
            }
            definition = in_three(term.definition) if term.definition else {}
            values = labels_of(term.labels) | {
                "position": position,
                "attributes": attributes,
                **{f"definition_{language}": definition.get(language, "") for language in ("fr", "ar", "en")},
            }
            programme.save_row(by=by, at=clock.now(), model=Term, key={"list": code, "code": term.code}, values=values)


def _projects(pack: Pack, by: Account) -> None:
    organisations = {row.code: row for row in Organisation.objects.all()}
    for project in pack.projects:
        values = labels_of(project.title) | {
            "donor_id": organisations[project.donor].pk,
            "starts": (project.start.stated or project.start.inferred or "")[:10],
            "ends": (project.end.stated or project.end.inferred or "")[:10],
            "dates_are_inferred": project.start.stated is None,
            "succeeds_id": project.succeeds,
        }
        programme.save_row(by=by, at=clock.now(), model=Project, key={"code": project.code}, values=values)
    for organisation in pack.organisations:
        for role in organisation.roles:
            key = {
                "organisation": organisations[organisation.code],
                "role": role.role,
                "city_id": role.city,
                "project_id": role.project,
                "campaign": role.campaign or "",
            }
            programme.save_row(by=by, at=clock.now(), model=Partnership, key=key, values={"source": role.source[:40]})


def _timeframes(pack: Pack, by: Account) -> None:
    frames = pack.timeframes
    for deadline in frames.deadlines:
        for risk in ("high", "medium", "low"):
            delay = getattr(deadline, risk)
            working = getattr(frames.clock, risk) == "working_days"
            _timeframe(by, deadline.code, risk, frames.version, {delay.unit: delay.within, "working_days": working})
    for repeated in frames.repeated:
        for risk in ("high", "medium", "low"):
            interval = getattr(repeated, risk)
            values = {interval.unit: interval.every}
            if interval.at_first is not None:
                values |= {"first_every_days": interval.at_first.every, "first_for_days": interval.at_first.for_days}
            _timeframe(by, repeated.code, risk, frames.version, values)
    for contacts in frames.contacts_after:
        for risk in ("high", "medium", "low"):
            for months in getattr(contacts, risk):
                _timeframe(by, queries.contact_after(contacts.code, months), risk, frames.version, {"months": months})
    for fixed in frames.whatever_risk:
        _timeframe(by, fixed.code, queries.ANY_RISK, frames.version, {fixed.unit: fixed.within})


def _consents(pack: Pack, by: Account) -> None:
    age = pack.info.consent_age
    values = labels_of(age.labels) | {"years": age.years, "assent_years": age.assent_years}
    programme.save_row(by=by, at=clock.now(), model=ConsentAge, key={"pack": pack.info.code}, values=values)
    for wording in pack.wordings:
        words = {f"words_{language}": text for language, text in in_three(wording.words).items()}
        programme.save_wording(
            by=by, at=clock.now(), purpose=wording.purpose, version=wording.version, values={"asked": wording.asked, **words}
        )


def _retention(pack: Pack, by: Account) -> None:
    held = pack.retention
    approved: dict[str, object] = {"approved_on": held.approved.on.first_day, "reference": held.approved.reference} if held.approved else {}
    for one in held.classes:
        values: dict[str, object] = {"approved_on": None, "reference": ""} | approved
        values |= labels_of(one.labels) | {"years": one.years, "until_age": one.until_age, "days": one.days}
        programme.save_retention(by=by, at=clock.now(), code=one.code, version=held.version, values=values)


def _timeframe(by: Account, step: str, risk: str, version: int, given: dict[str, object]) -> None:
    values: dict[str, object] = dict.fromkeys(("hours", "days", "months", "first_every_days", "first_for_days"))
    values |= {"working_days": False} | given
    programme.save_row(by=by, at=clock.now(), model=Timeframe, key={"step": step, "risk": risk, "version": version}, values=values)


def _indicators(pack: Pack, by: Account) -> None:
    at = clock.now()
    units = {unit.code: unit for unit in pack.units}
    cuts = {cut.code: cut for cut in pack.cuts}
    rules = {subject.code: subject.rule for subject in pack.publication_plan.subjects}
    for position, indicator in enumerate(pack.indicators):
        values = labels_of(indicator.labels) | {"position": position}
        row = programme.save_row(by=by, at=at, model=Indicator, key={"code": indicator.code}, values=values)
        allowed = {
            entry.cut: {
                "axis": cuts[entry.cut].axis,
                "additive": entry.additive,
                "labels": in_three(cuts[entry.cut].labels),
                "definition": in_three(cuts[entry.cut].definition),
            }
            for entry in indicator.cuts
        }
        definition = {
            "kind": indicator.kind,
            "unit": indicator.unit,
            "unit_labels": in_three(units[indicator.unit].labels),
            "text": in_three(indicator.definition),
            "counts": indicator.counts,
            "cuts": allowed,
            "rule": rules[indicator.subject],
            "notes": [{"id": note.id, "labels": in_three(note.labels)} for note in indicator.notes],
        }
        assert isinstance(row, Indicator)  # noqa: S101 - save_row returns a row of its model
        indicators.save_definition(by=by, at=at, indicator=row, version=indicator.version, values=definition)
    for position, table in enumerate(pack.publication_plan.tables):
        planned: dict[str, object] = labels_of(table.labels) | {
            "indicator_id": table.indicator,
            "window": table.period,
            "cuts": list(table.cuts),
            "position": position,
        }
        programme.save_row(by=by, at=at, model=PlannedTable, key={"code": table.code}, values=planned)
    _values(pack, by)


def _values(pack: Pack, by: Account) -> None:
    at = clock.now()
    sources = {source.code: f"{source.publisher}, {source.title}" for source in pack.sources}
    for public in pack.already_public:
        if public.indicator is None:
            continue
        values: dict[str, object] = labels_of(public.labels) | {
            "indicator_id": public.indicator,
            "campaign": public.campaign or "",
            "starts_on": _day(public.first_day),
            "ends_on": _day(public.last_day),
            "cell": dict(public.cell),
            "value": public.value,
            "source": sources[public.source][:300],
        }
        programme.save_row(by=by, at=at, model=PublicValue, key={"code": public.code}, values=values)
    for external in pack.external_values:
        values = labels_of(external.labels) | {
            "indicator_id": external.indicator,
            "value": external.value,
            "starts_on": _day(external.first_day),
            "ends_on": _day(external.last_day),
            "source": sources[external.source][:300],
            "published": (external.published.stated or external.published.inferred or "")[:40],
            "notes": [{"id": note.id, "labels": in_three(note.labels)} for note in external.notes],
        }
        programme.save_row(by=by, at=at, model=ExternalValue, key={"code": external.code}, values=values)


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))
