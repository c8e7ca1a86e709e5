"""The evaluation door: anything but an id may be missing, nonsense breaks nothing, nothing is left behind."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

PEOPLE: list[dict[str, Any]] = [
    {"id": "idrissi", "given": "Mohamed", "family": "El Idrissi", "sex": "M", "nationalities": ["MAR"], "born_earliest": "2011-01-01"},
    {"id": "diallo", "given": "Mamadou", "family": "Diallo", "mother": "Fatoumata Bah", "origin": "Labé"},
    {"id": "jallow", "given": "Mamadu", "family": "Jallow", "nationalities": ["GMB"]},
    {"id": "arabic", "given": "مامادو", "family": "ديالو"},
    {"id": "fatoumata", "given": "Fatoumata", "family": "Bah", "mother": "Kadiatou Barry", "father": "Alpha Bah"},
    *({"id": f"bah{at}", "given": given, "family": "Bah"} for at, given in enumerate(["Aissatou", "Mariama", "Alpha", "Binta", "Oumou"])),
    {"id": "nothing"},
    {"id": "nonsense", "given": 12, "family": ["x"], "sex": "?", "born_earliest": "soon", "nationalities": "GIN", "languages": None},
    {"id": "backwards", "given": "\x1d\x1f", "born_earliest": "2012-05", "born_latest": "2011-01-01"},
]


def asked(folder: Path, queries: list[Any], tracing: list[Any] | None = None) -> tuple[dict[str, Any], dict[str, list[str]]]:
    for name, rows in (("people", PEOPLE), ("queries", queries), ("tracing", tracing or [])):
        (folder / name).write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    said = StringIO()
    files = {name: folder / name for name in ("people", "queries", "tracing")}
    call_command("evaluate_matching", **files, out=folder / "out", as_json=True, stdout=said)
    answers = [json.loads(line) for line in (folder / "out").read_text(encoding="utf-8").splitlines()]
    for one in (candidate for answer in answers for candidate in answer["candidates"]):
        assert one["score"] == sum(reason["bits"] for reason in one["reasons"])
    return json.loads(said.getvalue()), {answer["query_id"]: [one["person_id"] for one in answer["candidates"]] for answer in answers}


def test_a_child_is_found_in_the_other_script(tmp_path: Path) -> None:
    said, found = asked(tmp_path, [{"query_id": "q", "given": "محمد", "family": "الإدريسي"}])
    assert found["q"][0] == "idrissi"
    assert (said["people"], said["queries"]) == (len(PEOPLE), 1)
    assert said["p95_ms"] >= said["p50_ms"] > 0


def test_three_spellings_find_each_other(tmp_path: Path) -> None:
    queries = [{**person, "query_id": person["id"]} for person in PEOPLE[1:4]]
    _said, found = asked(tmp_path, queries)
    assert all(set(found[name][:3]) == {"diallo", "jallow", "arabic"} for name in ("diallo", "jallow", "arabic"))


def test_a_common_family_name_does_not_drown_its_bearer(tmp_path: Path) -> None:
    _said, found = asked(tmp_path, [{"query_id": "q", "given": "Fatumata", "family": "Ba"}])
    assert found["q"][0] == "fatoumata"


def test_a_parent_who_asks_meets_the_right_parent(tmp_path: Path) -> None:
    traced = [{"id": "t", "seeker_name": "فاطوماتا باه", "relation": "mother", "child_given": "محمادو", "child_family": "ديالو"}]
    _said, found = asked(tmp_path, [], traced)
    assert found["t"][0] == "diallo"


def test_nonsense_is_asked_about_without_harm(tmp_path: Path) -> None:
    queries = [{"query_id": str(at), **{k: v for k, v in person.items() if k != "id"}} for at, person in enumerate(PEOPLE[-3:])]
    _said, found = asked(tmp_path, [*queries, {"id": 7, "given": "  ", "other_names": [None, 3, "Awa"]}])
    assert len(found) == 4


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "people").write_text('{"id": "a"}\n{oops', encoding="utf-8")
    with pytest.raises(CommandError, match=r"people:2"):
        call_command("evaluate_matching", people=tmp_path / "people", out=tmp_path / "out")


def test_nothing_is_left_behind_that_the_next_would_meet(tmp_path: Path) -> None:
    asked(tmp_path, [])
    said, _found = asked(tmp_path, [])
    assert said["people"] == len(PEOPLE)
