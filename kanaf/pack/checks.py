"""Check what no single entry can know: that the files agree, that breakdowns make their totals, that nothing is missing."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from kanaf.access.roles import NATIONAL
from kanaf.disclosure.rules import RULES
from kanaf.pack.problems import PackError, closest, hint_for
from kanaf.pack.schemas import ACCESS_ROLES, list_file, list_of
from kanaf.pack.schemas.figures import AlreadyPublic, ExternalValues, Indicators, PublicationPlan
from kanaf.pack.schemas.lists import REQUIRED_LISTS, AgeBand, CodeList, Term
from kanaf.pack.schemas.programme import Info, Places, Retention, Roles, Wordings
from kanaf.pack.schemas.words import Part
from kanaf.pack.schemas.work import REQUIRED_DELAYS, Activities, Campaigns, Recommendations, Timeframes
from kanaf.pack.text import Path, Tree

AnyPart = TypeVar("AnyPart", bound=Part)
OLDEST = 17


class Files:
    """The files that could be read, with their lines. A check that needs one that could not be read is left out."""

    def __init__(self, parts: Mapping[str, Part], trees: Mapping[str, Tree]) -> None:
        self.parts = parts
        self.trees = trees

    def get(self, file: str, kind: type[AnyPart]) -> AnyPart | None:
        part = self.parts.get(file)
        return part if isinstance(part, kind) else None

    def need(self, file: str, kind: type[AnyPart]) -> AnyPart:
        """The same, where every file is known to have been read."""
        part = self.get(file, kind)
        if part is None:
            raise LookupError(file)
        return part

    def lists(self) -> Iterator[tuple[str, CodeList[Term]]]:
        for file, part in self.parts.items():
            if isinstance(part, CodeList):
                yield file, part

    def error(self, file: str, path: Path, message: str, hint: str = "") -> PackError:
        return self.trees[file].error(path, message, hint)


def check_agreement(files: Files) -> Iterator[PackError]:
    """Every disagreement between entries or files that are each well written."""
    for check in CHECKS:
        yield from check(files)


def _lists(files: Files) -> Iterator[PackError]:
    for file, code_list in files.lists():
        name = list_of(file)
        if code_list.code != name:
            message = _("The list in this file must have the code “%(code)s”, as the file has.") % {"code": name}
            yield files.error(file, ("code",), message, _("Write “code: %(code)s”.") % {"code": name})
        for code in sorted(REQUIRED_LISTS.get(name, frozenset()) - set(code_list.codes)):
            message = _("The term “%(code)s” is missing: the system counts on it.") % {"code": code}
            yield files.error(file, ("terms",), message, _("Add it to the terms, with its labels."))


def _age_bands(files: Files) -> Iterator[PackError]:
    file = list_file("age_band")
    bands = files.parts.get(file)
    if not isinstance(bands, CodeList):
        return
    expected = 0
    for index, band in enumerate(bands.terms):
        if not isinstance(band, AgeBand) or band.from_age is None or band.to_age is None:
            continue
        if band.from_age != expected:
            message = _("This age band begins at %(age)d, and the one before it leaves off at %(expected)d.")
            values = {"age": band.from_age, "expected": expected}
            yield files.error(file, ("terms", index), message % values, _("Bands follow each other without gap or overlap."))
        expected = band.to_age + 1
    if expected != OLDEST + 1:
        message = _("The age bands do not reach the age of %(age)d.") % {"age": OLDEST}
        yield files.error(file, ("terms",), message, _("Bands follow each other without gap or overlap."))


def _places(files: Files) -> Iterator[PackError]:
    places = files.get("places.yaml", Places)
    info = files.get("pack.yaml", Info)
    if places is None:
        return
    country = places.country.code
    if info is not None and info.country != country:
        message = _("The country is %(here)s here and %(there)s in pack.yaml.") % {"here": country, "there": info.country}
        yield files.error("places.yaml", ("country", "code"), message, _("Write the same code in both."))
    for group, codes in (("regions", [one.code for one in places.regions]), ("provinces", [one.code for one in places.provinces])):
        for index, code in enumerate(codes):
            if not code.startswith(country + "-"):
                message = _("The code “%(code)s” does not begin with the country.") % {"code": code}
                hint = _("Write the ISO 3166-2 code, which begins with “%(country)s-”.") % {"country": country}
                yield files.error("places.yaml", (group, index, "code"), message, hint)
    region_of = {province.code: province.region for province in places.provinces}
    for index, city in enumerate(places.cities):
        region = region_of.get(city.province)
        if region is not None and region != city.region:
            message = _("“%(city)s” is placed in %(here)s, and its province in %(there)s.")
            values = {"city": city.code, "here": city.region, "there": region}
            yield files.error("places.yaml", ("cities", index, "region"), message % values, _("Write the same region in both."))
    if not any(city.programme for city in places.cities):
        message = _("No city is marked as a city of the programme.")
        yield files.error("places.yaml", ("cities",), message, _("Write “programme: true” for one city at least."))


def _consent(files: Files) -> Iterator[PackError]:
    info = files.get("pack.yaml", Info)
    if info is not None and info.consent_age.assent_years > info.consent_age.years:
        message = _("Assent is asked at a higher age than consent.")
        hint = _("Write an age for “assent_years” that is not above “years”.")
        yield files.error("pack.yaml", ("consent_age", "assent_years"), message, hint)


def _delays(files: Files) -> Iterator[PackError]:
    frames = files.get("timeframes.yaml", Timeframes)
    if frames is None:
        return
    for code in sorted(set(REQUIRED_DELAYS) - {delay.code for delay in frames.whatever_risk}):
        message = _("The delay “%(code)s” is missing: requests and incidents are answered by it.") % {"code": code}
        yield files.error("timeframes.yaml", ("whatever_risk",), message, _("Add it, with its labels, “within” and “unit”."))


def _wordings(files: Files) -> Iterator[PackError]:
    wordings = files.get("consents.yaml", Wordings)
    purposes = dict(files.lists()).get(list_file("consent_purpose"))
    if wordings is None or purposes is None:
        return
    editions = [(wording.purpose, wording.version) for wording in wordings.wordings]
    for index, edition in enumerate(editions):
        if edition in editions[:index]:
            message = _("The words for “%(purpose)s” stand twice under version %(version)d.") % {
                "purpose": edition[0],
                "version": edition[1],
            }
            yield files.error("consents.yaml", ("wordings", index, "version"), message, _("Give the newer words a higher version."))
    for code in purposes.codes:
        if code not in {purpose for purpose, _version in editions}:
            message = _("There are no words in which to ask for “%(purpose)s”.") % {"purpose": code}
            hint = _("Add them, with “purpose”, “version”, “asked” and “words”.")
            yield files.error("consents.yaml", ("wordings",), message, hint)


def _retention(files: Files) -> Iterator[PackError]:
    retention = files.get("retention.yaml", Retention)
    if retention is None:
        return
    if retention.approved is not None and retention.assumed:
        message = _("These times are approved and still called assumed.")
        yield files.error("retention.yaml", ("assumed",), message, _("Write “assumed: false”, or leave “approved” empty."))
    if retention.approved is not None and len(retention.approved.on.value or "") < len("2027-01-15"):
        message = _("The approval does not say the day on which it was given.")
        yield files.error("retention.yaml", ("approved",), message, _("Write “stated” with year, month and day."))
    needed = {"identity": ("years", "until_age"), "alert": ("days",), "seeker": ("days",)}
    written = [one.code for one in retention.classes]
    for index, one in enumerate(retention.classes):
        if one.code in written[:index]:
            message = _("“%(code)s” stands twice.") % {"code": one.code}
            yield files.error("retention.yaml", ("classes", index, "code"), message, _("Keep one of the two."))
        wanting = [name for name in needed[one.code] if getattr(one, name) is None]
        if wanting:
            message = _("“%(code)s” does not say how long it is kept.") % {"code": one.code}
            hint = _("Add %(names)s, as a number.") % {"names": ", ".join(f"“{name}”" for name in wanting)}
            yield files.error("retention.yaml", ("classes", index), message, hint)
    for code in needed:
        if code not in written:
            message = _("There is no time for “%(code)s”.") % {"code": code}
            yield files.error("retention.yaml", ("classes",), message, _("Add it, with “code”, “labels” and how long it is kept."))


def _roles(files: Files) -> Iterator[PackError]:
    roles = files.get("roles.yaml", Roles)
    if roles is None:
        return
    written = [role.code for role in roles.roles]
    for index, code in enumerate(written):
        if code not in ACCESS_ROLES:
            message = _("“%(code)s” is not a role of the system.") % {"code": code}
            yield files.error("roles.yaml", ("roles", index, "code"), message, hint_for(code, ACCESS_ROLES))
        elif (code in NATIONAL) != roles.roles[index].national:
            yield files.error("roles.yaml", ("roles", index), *_national(code))
    for code in sorted(ACCESS_ROLES - set(written)):
        if closest(code, set(written) - ACCESS_ROLES) is None:
            message = _("The role “%(code)s” has no words here.") % {"code": code}
            yield files.error("roles.yaml", ("roles",), message, _("Add it, with “labels” and “sees”."))


def _national(code: str) -> tuple[str, str]:
    if code in NATIONAL:
        message = _("The role “%(code)s” answers for the whole programme, and this file does not say so.") % {"code": code}
        return message, _("Add a line “national: true”.")
    message = _("The role “%(code)s” does not answer for the whole programme.") % {"code": code}
    return message, _("Remove the line “national: true”.")


def _campaigns(files: Files) -> Iterator[PackError]:
    campaigns = files.get("campaigns.yaml", Campaigns)
    for index, campaign in enumerate(campaigns.campaigns if campaigns is not None else []):
        here: Path = ("campaigns", index)
        first, last = campaign.start.first_day, campaign.end.last_day
        if first is not None and last is not None and last < first:
            message = _("The campaign “%(campaign)s” ends before it begins.") % {"campaign": campaign.code}
            yield files.error("campaigns.yaml", (*here, "end"), message, _("Correct “start” or “end”."))
        places: list[tuple[Path, str | None]] = [
            ((*here, "opening_city"), campaign.opening_city),
            ((*here, "closing_city"), campaign.closing_city),
            *(((*here, "local_partners", number, "city"), partners.city) for number, partners in enumerate(campaign.local_partners)),
        ]
        for path, city in places:
            if city is not None and city not in campaign.cities:
                message = _("“%(city)s” is not one of the cities of the campaign “%(campaign)s”.")
                values = {"city": city, "campaign": campaign.code}
                yield files.error("campaigns.yaml", path, message % values, hint_for(city, campaign.cities))


def _activities(files: Files) -> Iterator[PackError]:
    activities = files.get("activities.yaml", Activities)
    places = files.get("places.yaml", Places)
    city_of = {venue.code: venue.city for venue in places.venues} if places is not None else {}
    for index, activity in enumerate(activities.activities if activities is not None else []):
        here: Path = ("activities", index)
        parts = sum(part.count for part in activity.breakdown)
        if activity.breakdown and parts != activity.count:
            yield files.error("activities.yaml", (*here, "breakdown"), *_sum(parts, activity.count))
        city = city_of.get(activity.venue or "", activity.city)
        if city != activity.city:
            message = _("The venue “%(venue)s” is in “%(there)s”, and the activity in “%(here)s”.")
            values = {"venue": activity.venue, "there": city, "here": activity.city}
            yield files.error("activities.yaml", (*here, "venue"), message % values, _("Correct the venue or the city."))


def _recommendations(files: Files) -> Iterator[PackError]:
    recommendations = files.get("recommendations.yaml", Recommendations)
    seen: dict[tuple[str, int], int] = {}
    for index, one in enumerate(recommendations.recommendations if recommendations is not None else []):
        if (one.campaign, one.number) in seen:
            message = _("The campaign “%(campaign)s” has two recommendations with the number %(number)d.")
            values = {"campaign": one.campaign, "number": one.number}
            path: Path = ("recommendations", index, "number")
            yield files.error("recommendations.yaml", path, message % values, _("Number them in the order of the source."))
        seen[one.campaign, one.number] = index


def _indicators(files: Files) -> Iterator[PackError]:
    indicators = files.get("indicators.yaml", Indicators)
    for index, indicator in enumerate(indicators.indicators if indicators is not None else []):
        seen: set[str] = set()
        for number, allowed in enumerate(indicator.cuts):
            if allowed.cut in seen:
                message = _("The cut “%(cut)s” is given twice for this indicator.") % {"cut": allowed.cut}
                path: Path = ("indicators", index, "cuts", number)
                yield files.error("indicators.yaml", path, message, _("Keep one of the two."))
            seen.add(allowed.cut)


def _external_values(files: Files) -> Iterator[PackError]:
    external = files.get("external_values.yaml", ExternalValues)
    for index, value in enumerate(external.values if external is not None else []):
        here: Path = ("values", index)
        if value.last_day < value.first_day:
            message = _("This period ends before it begins.")
            yield files.error("external_values.yaml", (*here, "last_day"), message, _("Exchange the two days."))
        for number, breakdown in enumerate(value.breakdowns):
            path: Path = (*here, "breakdowns", number)
            total = sum(part.value for part in breakdown.parts) + breakdown.not_explained
            if total != value.value:
                message, hint = _sum(total, value.value)
                hint = _("Correct a part, or write what is missing in “not_explained”, with its note.")
                yield files.error("external_values.yaml", path, message, hint)
            for place, part in enumerate(breakdown.parts):
                known = _codes_of(files, breakdown.axis)
                if known is not None and part.code not in known:
                    yield files.error(
                        "external_values.yaml", (*path, "parts", place, "code"), *_not_on_axis(part.code, breakdown.axis, known)
                    )


def _already_public(files: Files) -> Iterator[PackError]:
    public = files.get("already_public.yaml", AlreadyPublic)
    indicators = files.get("indicators.yaml", Indicators)
    if public is None:
        return
    allowed = {one.code: [cut.cut for cut in one.cuts] for one in indicators.indicators} if indicators is not None else {}
    axis_of = {cut.code: cut.axis for cut in indicators.cuts} if indicators is not None else {}
    for index, value in enumerate(public.values):
        here: Path = ("values", index)
        if value.first_day is not None and value.last_day is not None and value.last_day < value.first_day:
            message = _("This period ends before it begins.")
            yield files.error("already_public.yaml", (*here, "last_day"), message, _("Exchange the two days."))
        for cut, code in value.cell.items():
            path: Path = (*here, "cell", cut)
            if value.indicator in allowed and cut not in allowed[value.indicator]:
                yield files.error("already_public.yaml", path, *_not_a_cut(cut, value.indicator, allowed[value.indicator]))
            known = _codes_of(files, axis_of.get(cut, cut))
            if known is not None and code not in known:
                yield files.error("already_public.yaml", path, *_not_on_axis(code, axis_of.get(cut, cut), known))
        parts = [part.value for part in public.values if part.part_of == value.code]
        if parts and sum(parts) != value.value:
            yield files.error("already_public.yaml", (*here, "value"), *_sum(sum(parts), value.value))


def _publication_plan(files: Files) -> Iterator[PackError]:
    plan = files.get("publication_plan.yaml", PublicationPlan)
    indicators = files.get("indicators.yaml", Indicators)
    if plan is None or indicators is None:
        return
    cuts_of = {one.code: {cut.cut: cut.additive for cut in one.cuts} for one in indicators.indicators}
    for index, table in enumerate(plan.tables):
        allowed = cuts_of.get(table.indicator, {})
        for number, cut in enumerate(table.cuts):
            path: Path = ("tables", index, "cuts", number)
            if cut not in allowed:
                yield files.error("publication_plan.yaml", path, *_not_a_cut(cut, table.indicator, allowed))
            elif not allowed[cut]:
                message = _("The cells of “%(cut)s” do not add up, so a table cannot be published by it.") % {"cut": cut}
                additive = [one for one, adds in allowed.items() if adds]
                yield files.error("publication_plan.yaml", path, message, hint_for("", additive))


def _subjects(files: Files) -> Iterator[PackError]:
    plan = files.get("publication_plan.yaml", PublicationPlan)
    for index, subject in enumerate(plan.subjects if plan is not None else []):
        rule = RULES[subject.rule]
        if (subject.hide_below or 0) == rule.threshold and subject.hide_zero == rule.zero_is_small:
            continue
        message = _("The threshold written here is not that of the rule “%(rule)s”.") % {"rule": subject.rule}
        hint = _("Write “hide_below: %(threshold)s” and “hide_zero: %(zero)s”; thresholds change in the code, by a written decision.")
        values = {"threshold": rule.threshold or "null", "zero": "true" if rule.zero_is_small else "false"}
        yield files.error("publication_plan.yaml", ("subjects", index, "hide_below"), message, hint % values)


def _codes_of(files: Files, axis: str) -> list[str] | None:
    if axis == "city":
        places = files.get("places.yaml", Places)
        return [city.code for city in places.cities] if places is not None else None
    code_list = files.parts.get(list_file(axis))
    return list(code_list.codes) if isinstance(code_list, CodeList) else None


def _sum(parts: int, total: int | None) -> tuple[str, str]:
    if total is None:
        return (
            _("There are parts that make %(parts)d, and no total.") % {"parts": parts},
            _("Write the total, or remove the parts."),
        )
    return (
        _("The parts make %(parts)d, and the total says %(total)d.") % {"parts": parts, "total": total},
        _("Correct a part or the total; a number that is not known is its own part."),
    )


def _not_a_cut(cut: str, indicator: str | None, allowed: Mapping[str, bool] | list[str]) -> tuple[str, str]:
    message = _("“%(cut)s” is not a cut of the indicator “%(indicator)s”.") % {"cut": cut, "indicator": indicator}
    return message, hint_for(cut, allowed)


def _not_on_axis(code: str, axis: str, known: list[str]) -> tuple[str, str]:
    return _("“%(code)s” is not a value of “%(axis)s”.") % {"code": code, "axis": axis}, hint_for(code, known)


CHECKS: tuple[Callable[[Files], Iterator[PackError]], ...] = (
    _lists,
    _age_bands,
    _places,
    _consent,
    _delays,
    _wordings,
    _retention,
    _roles,
    _campaigns,
    _activities,
    _recommendations,
    _indicators,
    _external_values,
    _already_public,
    _publication_plan,
    _subjects,
)
