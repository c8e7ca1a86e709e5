"""A pack with something wrong is refused, at the file and line, with a sentence that says what to write instead."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from kanaf.pack.problems import PackRefused
from kanaf.pack.reader import read_pack
from tests.pack.packs import MAROC, Change, copy_of_maroc, errors_of, errors_with, line_of, replace


@dataclass(frozen=True)
class Broken:
    """One change to one file, and what must be said of it on the line where `at` first stands after the change."""

    name: str
    file: str
    change: Change
    at: str
    says: str
    hint: str = ""


BROKEN = [
    # --- codes and references
    Broken(
        "a city that does not exist",
        "organisations.yaml",
        replace("city: nador, project: enas-2020", "city: nadur, project: enas-2020"),
        "city: nadur",
        "The city “nadur” is not in places.yaml.",
        "Did you mean “nador”?",
    ),
    Broken(
        "a city with a capital letter",
        "campaigns.yaml",
        replace("closing_city: nador", "closing_city: Nador"),
        "closing_city: Nador",
        "“Nador” is not a code: a code has small letters a to z, digits, “-” and “_” only.",
        "Write “nador”, here and wherever this code is used.",
    ),
    Broken(
        "an organisation that does not exist",
        "campaigns.yaml",
        replace("[oim, cnclt, pmp, hcr]", "[oim, cnclt, ppm, hcr]"),
        "[oim, cnclt, ppm",
        "The organisation “ppm” is not in organisations.yaml.",
        "Did you mean “pmp”?",
    ),
    Broken(
        "a term that does not exist",
        "activities.yaml",
        replace("type: football_match", "type: footbal"),
        "type: footbal",
        "“footbal” is not a term of lists/activity_type.yaml.",
        "Did you mean “football_match”?",
    ),
    Broken(
        "a source that does not exist, with nothing like it",
        "projects.yaml",
        replace("source: S3", "source: RAPPORT"),
        "source: RAPPORT",
        "The source “RAPPORT” is not in sources.yaml.",
        "Write one of: ARRIFINU-2018, CNCLT-2023, CNCLT-AR, GP-2004, IOM-2023, ISO-3166-2, PRESS-2025-07, S0, S3, UNICEF-M4.",
    ),
    Broken(
        "the same organisation twice",
        "organisations.yaml",
        replace("  - code: alkaram", "  - code: bayti"),
        "  - code: bayti\n    kind: ngo\n    official_name:\n      fr: Association Al Karam",
        "The code “bayti” is used twice; it already stands on line 143.",
        "Give one of the two another code, or remove it.",
    ),
    Broken(
        "the same term twice",
        "lists/sex.yaml",
        replace("  - code: male", "  - code: female"),
        "  - code: female\n    labels:\n      fr: Masculin",
        "The code “female” is used twice; it already stands on line 9.",
        "Give one of the two another code, or remove it.",
    ),
    Broken(
        "a term that the rules of the code need",
        "lists/protection_status.yaml",
        replace("  - code: separated", "  - code: seperated"),
        "terms:",
        "The term “separated” is missing: the system counts on it.",
        "Add it to the terms, with its labels.",
    ),
    Broken(
        "a nationality that is no country",
        "lists/nationality.yaml",
        replace("code: GIN,", "code: GUI,"),
        "code: GUI,",
        "“GUI” is not the code of a nationality.",
        "Write the ISO 3166-1 code of three capital letters (MAR, GIN), XXA for stateless, or unknown.",
    ),
    Broken(
        "a region of another country",
        "places.yaml",
        replace("- code: MA-05", "- code: DZ-05"),
        "- code: DZ-05",
        "The code “DZ-05” does not begin with the country.",
        "Write the ISO 3166-2 code, which begins with “MA-”.",
    ),
    Broken(
        "a province in another region than its city",
        "places.yaml",
        replace("    region: MA-06\n    programme: true", "    region: MA-07\n    programme: true"),
        "    region: MA-07\n    programme: true\n    longitude: -7.59",
        "“casablanca” is placed in MA-07, and its province in MA-06.",
        "Write the same region in both.",
    ),
    Broken(
        "a camp among the venues",
        "places.yaml",
        replace("kind: association", "kind: camp"),
        "kind: camp",
        "“camp” is not a kind of venue that a pack may hold.",
        "Write one of: association, health, institution, public_hall, school. Places where children sleep or meet unseen are "
        "never written in a pack: they stay sealed in the child’s file.",
    ),
    Broken(
        "a role that the system does not know",
        "roles.yaml",
        replace("- code: caseworker", "- code: case_worker"),
        "- code: case_worker",
        "“case_worker” is not a role of the system.",
        "Did you mean “caseworker”?",
    ),
    # --- texts
    Broken(
        "a label without its Arabic",
        "lists/item.yaml",
        replace("      ar: غطاء\n", ""),
        "    labels:\n      fr: Couverture",
        "The text in “ar” is missing here.",
        "Add a line “ar:” with the text in that language.",
    ),
    Broken(
        "a label in a language too many",
        "lists/sex.yaml",
        replace("      en: Female", "      en: Female\n      es: Femenino"),
        "      es: Femenino",
        "“es” is not a language of this pack.",
        "Write one of: ar, en, fr.",
    ),
    Broken(
        "a label with Arabic-Indic digits",
        "lists/age_band.yaml",
        replace("أقل من 13 سنة", "أقل من ١٣ سنة"),
        "أقل من ١٣ سنة",
        "“أقل من ١٣ سنة” has digits other than 0 to 9.",
        "Write “أقل من 13 سنة”.",
    ),
    Broken(
        "an Arabic label in Latin letters",
        "lists/sex.yaml",
        replace("ar: أنثى", "ar: Féminin"),
        "ar: Féminin",
        "The text in “ar” is not written in the script of that language.",
        "Check that two texts were not exchanged.",
    ),
    Broken(
        "an empty label",
        "lists/sex.yaml",
        replace("      en: Female", "      en:"),
        "      en:\n",
        "“en” has no value.",
        "Write its value after the colon, or remove the line if it may be left out.",
    ),
    Broken(
        "a label that is a number",
        "lists/sex.yaml",
        replace("      en: Female", "      en: 12"),
        "      en: 12",
        "“en” must be a text, and “12” is not one.",
        "Write the text between double quotes.",
    ),
    # --- keys and values
    Broken(
        "a key that was mistyped",
        "places.yaml",
        replace("    confirmed: true\n    source: S3", "    confirmd: true\n    source: S3"),
        "    confirmd: true",
        "“confirmd” is not a key that is known here.",
        "Did you mean “confirmed”?",
    ),
    Broken(
        "a key that is missing",
        "timeframes.yaml",
        replace("    counted_from: referral\n", ""),
        "  - code: urgent_referral",
        "“counted_from” is missing here.",
        "Add a line that begins with “counted_from:”, at the same indentation as its neighbours.",
    ),
    Broken(
        "a key written twice",
        "pack.yaml",
        replace("country: MA\n", "country: MA\ncountry: DZ\n"),
        "country: DZ",
        "“country” is written twice; it already stands on line 5.",
        "Keep one of the two.",
    ),
    Broken(
        "yes where true is meant",
        "places.yaml",
        replace("public: true", "public: yes"),
        "public: yes",
        "“public” must be true or false, and “yes” is neither.",
        "Write true or false, without quotes.",
    ),
    Broken(
        "a number with a separator",
        "already_public.yaml",
        replace("value: 1042", "value: 1 042"),
        "value: 1 042",
        "“value” must be a whole number, and “1 042” is not one.",
        "Write digits 0 to 9 only, without quotes, spaces or separators.",
    ),
    Broken(
        "a day that is not in the calendar",
        "external_values.yaml",
        replace("2024-12-31", "2024-12-32"),
        "2024-12-32",
        "“2024-12-32” is not a day of the calendar.",
        "Write year, month and day with dashes: 2024-11-20.",
    ),
    Broken(
        "a month that is not in the calendar",
        "campaigns.yaml",
        replace('"2024-11"', '"2024-13"'),
        '"2024-13"',
        "“2024-13” is not a date.",
        'Write a year, a year and month, or a day, between quotes: "2024", "2024-11" or "2024-11-20".',
    ),
    Broken(
        "a campaign that ends before it begins",
        "campaigns.yaml",
        replace('inferred: "2025-06"', 'inferred: "2023-06"'),
        "    end:",
        "The campaign “enas-2024” ends before it begins.",
        "Correct “start” or “end”.",
    ),
    Broken(
        "an inferred date that does not say why",
        "activities.yaml",
        replace("      why:\n        fr: Le 20 novembre est dit", "      pourquoi:\n        fr: Le 20 novembre est dit"),
        "      pourquoi:",
        "“pourquoi” is not a key that is known here.",
        "Write one of: inferred, stated, why.",
    ),
    Broken(
        "a rule of counting that the code does not have",
        "indicators.yaml",
        replace("counts: children_assisted", "counts: children_asisted"),
        "counts: children_asisted",
        "“children_asisted” is not an accepted value of “counts”.",
        "Did you mean “children_assisted”?",
    ),
    Broken(
        "a time zone that does not exist",
        "pack.yaml",
        replace("Africa/Casablanca", "Maroc"),
        "timezone: Maroc",
        "“Maroc” is not the name of a time zone.",
        "Write a continent and a city, as in Africa/Casablanca.",
    ),
    # --- sums and thresholds
    Broken(
        "parts that do not make their total",
        "already_public.yaml",
        replace("value: 672", "value: 627"),
        "    value: 1042",
        "The parts make 997, and the total says 1042.",
        "Correct a part or the total; a number that is not known is its own part.",
    ),
    Broken(
        "a breakdown that hides what it does not explain",
        "external_values.yaml",
        replace("        not_explained: 10\n", ""),
        "      - axis: nationality_group",
        "The parts make 1014, and the total says 1024.",
        "Correct a part, or write what is missing in “not_explained”, with its note.",
    ),
    Broken(
        "a headcount that is not the sum of its groups",
        "activities.yaml",
        replace("count: 12", "count: 13"),
        "    breakdown:",
        "The parts make 12, and the total says 13.",
        "Correct a part or the total; a number that is not known is its own part.",
    ),
    Broken(
        "age bands with a gap",
        "lists/age_band.yaml",
        replace("from_age: 13", "from_age: 14"),
        "  - code: 13_14",
        "This age band begins at 14, and the one before it leaves off at 13.",
        "Bands follow each other without gap or overlap.",
    ),
    Broken(
        "a table by a cut that does not add up",
        "publication_plan.yaml",
        replace("cuts: [city_attributed]", "cuts: [city_assisted]"),
        "cuts: [city_assisted]",
        "The cells of “city_assisted” do not add up, so a table cannot be published by it.",
        "Write one of: age_band, city_attributed, nationality_group, sex.",
    ),
    Broken(
        "a table by three cuts",
        "publication_plan.yaml",
        replace("cuts: [city_attributed, sex]", "cuts: [city_attributed, sex, age_band]"),
        "cuts: [city_attributed, sex, age_band]",
        "“cuts” takes at most 2 entries.",
        "Remove the entries in excess.",
    ),
    Broken(
        "a threshold that is not that of the rule",
        "publication_plan.yaml",
        replace("hide_below: 5", "hide_below: 3"),
        "hide_below: 3",
        "The threshold written here is not that of the rule “children”.",
        "Write “hide_below: 5” and “hide_zero: false”; thresholds change in the code, by a written decision.",
    ),
    # --- the text itself
    Broken(
        "a tab",
        "pack.yaml",
        replace("  years: 15", "\tyears: 15"),
        "\tyears: 15",
        "This line begins with a tab.",
        "Indent with spaces, two for each level.",
    ),
    Broken(
        "a colon in a text without quotes",
        "pack.yaml",
        replace("  en: Protection and", "  en: Morocco: Protection and"),
        "  en: Morocco: Protection",
        "This line has a colon where none is expected.",
        "Put the whole text between double quotes, or check the indentation of the line.",
    ),
    Broken(
        "a quote that is not closed",
        "campaigns.yaml",
        replace('"2024-11"', '"2024-11'),
        '"2024-11',
        "A quote is opened on this line and not closed on it as it should be.",
        'Close the quote on the same line (\\" is a quote inside quotes), or write a long text after “>-”, on lines of its own.',
    ),
    Broken(
        "a bracket that is not closed",
        "pack.yaml",
        replace("languages: [fr, ar, en]", "languages: [fr, ar, en"),
        "default_language: fr",
        "A bracket or a brace is opened before this line and not closed.",
        "Close each [ with ] and each { with }, with commas between the values.",
    ),
    Broken(
        "a line without its colon",
        "pack.yaml",
        replace("country: MA", "country MA"),
        "country MA",
        "This line has no colon after its key.",
        "Write the key, a colon, a space, then the value.",
    ),
    Broken(
        "an alias",
        "pack.yaml",
        replace("default_language: fr", "default_language: *langue"),
        "default_language: *langue",
        "An alias (*) is not allowed in a pack.",
        "Write the value out in full here.",
    ),
    Broken(
        "an anchor",
        "pack.yaml",
        replace("default_language: fr", "default_language: &langue fr"),
        "default_language: &langue fr",
        "An anchor (&) is not allowed in a pack.",
        "Remove it, or put the value in quotes.",
    ),
    Broken(
        "a tag that would build an object",
        "pack.yaml",
        replace("code: maroc", 'code: !!python/object/apply:os.system ["true"]'),
        "!!python/object/apply",
        "A tag (!) is not allowed in a pack.",
        "Remove it, or put the value in quotes.",
    ),
    Broken(
        "a directive",
        "pack.yaml",
        lambda text: "%YAML 1.1\n---\n" + text,
        "---",
        "A pack takes no YAML directive.",
        "Remove the lines that begin with %.",
    ),
    Broken(
        "a second document",
        "pack.yaml",
        replace("country: MA\n", "country: MA\n---\n"),
        "---",
        "A second document begins here.",
        "Remove the line “---”.",
    ),
    Broken(
        "an empty file",
        "roles.yaml",
        lambda text: "# rien\n",
        "#",
        "This file is empty.",
        "Fill it in, or take it from the model pack.",
    ),
    Broken(
        "a list where keys are expected",
        "roles.yaml",
        lambda text: "- caseworker\n",
        "- caseworker",
        "This file must begin with keys, each followed by a colon.",
        "Compare it with the same file of the model pack.",
    ),
    Broken(
        "a line that shows something other than it says",
        "pack.yaml",
        replace("country: MA", "country: \u202eMA"),
        "country: \u202eMA",
        "This line contains an invisible control character.",
        "Type the line again instead of pasting it.",
    ),
    Broken(
        "a file nested without end",
        "roles.yaml",
        lambda text: "roles: " + "[" * 40 + "\n",
        "roles:",
        "This is nested too deeply.",
        "Check the indentation of the lines before.",
    ),
    Broken(
        "a file that is too large",
        "roles.yaml",
        lambda text: text + "# remplissage\n" * 20000,
        "#",
        "This file is larger than 256 KB.",
        "Split it, or remove what does not belong to the pack.",
    ),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name.replace(" ", "_"))
def test_it_is_refused_at_the_line_with_what_to_write(broken: Broken) -> None:
    text = broken.change((MAROC / broken.file).read_text())

    errors = errors_with(broken.file, text.encode())

    found = {(error.file, error.line, error.message): error.hint for error in errors}
    expected = (broken.file, line_of(text, broken.at), broken.says)
    assert expected in found, "\n".join(map(str, errors))
    assert found[expected] == broken.hint


def test_a_file_in_another_encoding_is_refused_at_the_first_wrong_line(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    (pack / "roles.yaml").write_bytes("roles:\n  - code: x\n    labels: {fr: Élève}\n".encode("latin-1"))

    (error,) = errors_of(pack)

    assert (error.file, error.line, error.message) == ("roles.yaml", 3, "This file is not written in UTF-8.")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    (pack / "lists" / "sex.yaml").unlink()

    found = [(error.file, error.line, error.message) for error in errors_of(pack)]

    assert found == [("lists/sex.yaml", 1, "This file is missing from the pack.")]


def test_a_file_with_a_mistyped_name_is_told_its_right_one(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    (pack / "places.yaml").rename(pack / "place.yaml")

    errors = errors_of(pack)

    assert [(error.file, error.hint) for error in errors] == [
        ("place.yaml", "Rename it to “places.yaml”, or remove it from the folder."),
        ("places.yaml", "Take it from the model pack and fill it in."),
    ]


def test_a_file_that_cannot_be_read_is_not_held_against_the_others(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    (pack / "organisations.yaml").write_text("organisations: [\n")

    errors = errors_of(pack)

    assert {error.file for error in errors} == {"organisations.yaml"}


def test_everything_wrong_is_said_at_once_by_file_and_line(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    for name, old, new in [
        ("places.yaml", "country:\n  code: MA", "country:\n  code: XX"),
        ("places.yaml", "public: true", "public: oui"),
        ("campaigns.yaml", "closing_city: nador", "closing_city: tanjer"),
    ]:
        file = pack / name
        file.write_text(replace(old, new)(file.read_text()))

    errors = errors_of(pack)

    assert [error.file for error in errors] == ["campaigns.yaml", "places.yaml", "places.yaml"]
    assert [(error.file, error.line) for error in errors] == sorted((error.file, error.line) for error in errors)


def test_the_pack_of_another_mission_with_other_languages_is_asked_for_those(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    file = pack / "pack.yaml"
    file.write_text(replace("languages: [fr, ar, en]", "languages: [fr, ar, en, es]")(file.read_text()))

    errors = errors_of(pack)

    assert len(errors) > 500
    assert {error.message for error in errors} == {"The text in “es” is missing here."}


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackRefused) as refused:
        read_pack(tmp_path / "nowhere")

    (error,) = refused.value.errors
    assert error.message == "There is no folder here to read a programme pack from."


def test_an_error_reads_as_one_line(tmp_path: Path) -> None:
    pack = copy_of_maroc(tmp_path)
    file = pack / "campaigns.yaml"
    file.write_text(replace("closing_city: nador", "closing_city: nadur")(file.read_text()))

    with pytest.raises(PackRefused) as refused:
        read_pack(pack)

    lines = str(refused.value).splitlines()
    assert lines[0] == "The programme pack was refused."
    assert lines[1].startswith("campaigns.yaml:")
    assert lines[1].endswith("The city “nadur” is not in places.yaml. Did you mean “nador”?")
