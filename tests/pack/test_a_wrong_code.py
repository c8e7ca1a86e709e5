"""A code that names nothing, or two things, or is no code at all."""

import pytest

from tests.pack.packs import Broken, check_refused, replace

BROKEN = [
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
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name.replace(" ", "_"))
def test_it_is_refused_at_the_line_with_what_to_write(broken: Broken) -> None:
    check_refused(broken)
