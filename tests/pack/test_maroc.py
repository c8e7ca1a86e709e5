"""The programme in Morocco, read from its files: it is whole, and it says what its sources say."""

import re
from collections.abc import Iterator

import pytest

from kanaf.pack.reader import Pack, read_pack
from kanaf.pack.schemas import FILES, schema_of
from kanaf.pack.schemas.words import Labels
from kanaf.pack.shape import follow
from tests.pack.packs import MAROC, errors_of

PROGRAMME_CITIES = ["nador", "marrakech", "casablanca", "oujda", "tanger"]


@pytest.fixture(scope="module")
def maroc() -> Pack:
    return read_pack(MAROC)


def _texts(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Every (file, language, text) of the pack."""
    for file, tree in pack.trees.items():
        schema = schema_of(file)
        assert schema is not None
        for spot in follow(schema, tree.data):
            if spot.kind is Labels:
                for language, text in spot.value.items():
                    yield f"{file}:{tree.line_of((*spot.path, language))}", language, text


def test_the_pack_of_morocco_is_taken_without_a_word() -> None:
    assert errors_of(MAROC) == []


def test_reading_twice_gives_the_same_pack_and_digest(maroc: Pack) -> None:
    again = read_pack(MAROC)

    assert again.digest == maroc.digest
    assert again.indicators == maroc.indicators


def test_the_five_cities_of_the_programme_have_their_codes_and_rabat_is_not_one(maroc: Pack) -> None:
    cities = {city.code: city.programme for city in maroc.places.cities}

    assert [code for code, programme in cities.items() if programme] == PROGRAMME_CITIES
    assert cities["rabat"] is False


def test_morocco_has_its_twelve_regions_and_no_invented_p_code(maroc: Pack) -> None:
    assert [region.code for region in maroc.places.regions] == [f"MA-{number:02}" for number in range(1, 13)]
    assert {region.p_code for region in maroc.places.regions} | {province.p_code for province in maroc.places.provinces} == {None}


def test_codes_of_cities_that_were_not_confirmed_say_so(maroc: Pack) -> None:
    assert {city.code for city in maroc.places.cities if not city.confirmed} == {"marrakech", "tanger", "rabat"}


def test_every_organisation_of_the_two_articles_is_there_with_roles_and_sources(maroc: Pack) -> None:
    codes = " ".join(organisation.code for organisation in maroc.organisations)

    assert codes == "oim cnclt pmp hcr mj-dapg dk-mfa dk-emb bayti alkaram asticude omdh foo ms2 tadamon"


def test_local_partners_act_in_the_city_that_the_articles_give_them(maroc: Pack) -> None:
    cities = {organisation.code: organisation.cities for organisation in maroc.organisations}

    assert cities["bayti"] == ("casablanca",)
    assert cities["asticude"] == ("nador",)
    assert cities["tadamon"] == ("tanger",)
    assert cities["omdh"] == cities["foo"] == cities["ms2"] == ("oujda",)


def test_a5_unhcr_and_the_commission_are_implementers_in_casablanca_only_with_a_note(maroc: Pack) -> None:
    for code in ("cnclt", "hcr"):
        organisation = next(one for one in maroc.organisations if one.code == code)
        assert [role.city for role in organisation.roles if role.role == "implementer"] == ["casablanca"]
        assert "A5" in [note.id for note in organisation.notes]


def test_a6_no_project_is_said_to_succeed_another(maroc: Pack) -> None:
    assert [project.succeeds for project in maroc.projects] == [None, None]
    assert {project.donor for project in maroc.projects} == {"dk-mfa"}


def test_numbers_already_public_are_those_of_the_articles(maroc: Pack) -> None:
    values = {value.code: value.value for value in maroc.already_public}

    assert values["children-2024"] == 1042 == 672 + 232 + 138
    assert sorted(values.values()) == sorted([1042, 672, 232, 138, 240, 150, 90, 150, 90, 6, 6])
    assert {value.source for value in maroc.already_public} == {"S0", "S3"}


def test_a2_no_number_is_public_for_oujda_and_tangier(maroc: Pack) -> None:
    assert {value.cell.get("city_attributed") for value in maroc.already_public} & {"oujda", "tanger"} == set()


def test_a3_and_a4_the_press_value_is_kept_beside_ours_with_what_it_leaves_unexplained(maroc: Pack) -> None:
    (press,) = maroc.external_values

    assert (press.value, press.conflicts_with) == (1024, "children-2024")
    assert [(one.axis, one.not_explained) for one in press.breakdowns] == [("sex", 0), ("nationality_group", 10)]
    children = next(one for one in maroc.indicators if one.code == "children_assisted")
    assert {"A3", "A4", "A13"} <= {note.id for note in children.notes}


def test_a13_the_city_of_attribution_adds_up_and_the_cities_of_assistance_do_not(maroc: Pack) -> None:
    children = next(one for one in maroc.indicators if one.code == "children_assisted")

    assert {cut.cut: cut.additive for cut in children.cuts} == {
        "city_attributed": True,
        "city_assisted": False,
        "sex": True,
        "age_band": True,
        "nationality_group": True,
    }
    assert not children.additive_over_periods


def test_only_unaccompanied_and_separated_children_count_as_such(maroc: Pack) -> None:
    statuses = maroc.lists["protection_status"].terms

    assert [term.code for term in statuses if getattr(term, "counted", False)] == ["unaccompanied", "separated"]


def test_moroccan_children_are_children_of_the_programme(maroc: Pack) -> None:
    nationalities = maroc.lists["nationality"]

    assert nationalities.term("MAR").model_dump()["group"] == "national"
    assert nationalities.term("unknown").model_dump()["group"] == "unknown"
    assert {"GIN", "SEN", "CIV", "CMR", "MLI", "SYR", "YEM", "SDN", "XXA"} <= set(nationalities.codes)


def test_a_partial_date_has_a_first_and_a_last_day(maroc: Pack) -> None:
    (campaign,) = maroc.campaigns

    assert str(campaign.start.first_day) == "2024-11-01"
    assert str(campaign.end.last_day) == "2025-06-30"
    assert campaign.end.stated is None


def test_a_count_that_was_not_stated_is_empty_and_never_zero(maroc: Pack) -> None:
    counts = {activity.code: activity.count for activity in maroc.activities}

    assert counts.pop("asticude-football") == 12
    assert set(counts.values()) == {None}
    assert [distribution.quantity for distribution in maroc.distributions] == [None]


def test_no_recommendation_has_an_owner_who_has_not_been_asked(maroc: Pack) -> None:
    assert [one.number for one in maroc.recommendations] == [1, 2, 3]
    assert all(owner.proposed for one in maroc.recommendations for owner in one.owners)


def test_high_risk_is_followed_twice_a_week_at_first_then_weekly(maroc: Pack) -> None:
    follow_up = next(one for one in maroc.timeframes.repeated if one.code == "follow_up")

    assert (follow_up.high.every, follow_up.medium.every, follow_up.low.every) == (7, 14, 30)
    assert follow_up.high.at_first is not None
    assert maroc.timeframes.assumed


def test_the_farm_school_where_children_may_live_is_not_shown_to_the_public(maroc: Pack) -> None:
    public = {venue.code: venue.public for venue in maroc.places.venues}

    assert public["ferme-ecole-bayti"] is False


def test_every_file_that_a_pack_may_have_is_there(maroc: Pack) -> None:
    assert set(FILES) <= set(maroc.trees)


def test_french_has_no_break_spaces_before_high_punctuation(maroc: Pack) -> None:
    wrong = [
        where
        for where, language, text in _texts(maroc)
        if language == "fr" and re.search(r"\S ?[;?!]|[^0-9\s\u00a0]:(\s|$)| [:;?!»%]|« ", text)
    ]
    assert [where for where in wrong if where] == []


def test_french_has_curly_apostrophes(maroc: Pack) -> None:
    assert [where for where, language, text in _texts(maroc) if language == "fr" and "'" in text] == []


def test_arabic_has_western_digits_and_its_own_punctuation(maroc: Pack) -> None:
    wrong = [
        where
        for where, language, text in _texts(maroc)
        if language == "ar" and re.search(r"[٠-٩۰-۹]|[\u0600-\u06ff],|[\u0600-\u06ff];|\?", text)
    ]
    assert wrong == []


def test_arabic_uses_the_months_and_words_of_morocco(maroc: Pack) -> None:
    foreign = ["نوفمبر", "ديسمبر", "يوليو ", "أغسطس", "سبتمبر", "مايو", "حقيبة النظافة", "جلسة توعية", "تدريب"]
    wrong = [(where, word) for where, language, text in _texts(maroc) if language == "ar" for word in foreign if word in text]
    assert wrong == []
