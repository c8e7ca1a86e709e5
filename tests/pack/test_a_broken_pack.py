"""A pack that is wrong as a whole: files missing, misnamed or unreadable, and all that is said of it at once."""

from pathlib import Path

import pytest

from kanaf.pack.problems import PackRefused
from kanaf.pack.reader import read_pack
from tests.pack.packs import copy_of_maroc, errors_of, replace


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
