"""Each requirement of the security standard has its proof, and each proof exists (G28)."""

import ast
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from kanaf.pack.reference import asvs

ROOT = Path(settings.BASE_DIR)
# The levels of each section's requirements, in their order, as OWASP ASVS 5.0.0 gives them; those of level 3 are not asked of us.
LEVELS = {
    "1.1": "22",
    "1.2": "1111122223",
    "1.3": "112222222223",
    "1.4": "222",
    "1.5": "123",
    "2.1": "122",
    "2.2": "112",
    "2.3": "12223",
    "2.4": "23",
    "3.1": "3",
    "3.2": "113",
    "3.3": "12223",
    "3.4": "11222233",
    "3.5": "11122333",
    "3.6": "3",
    "3.7": "22333",
    "4.1": "12233",
    "4.2": "23333",
    "4.3": "22",
    "4.4": "1222",
    "5.1": "2",
    "5.2": "112333",
    "5.3": "113",
    "5.4": "222",
    "6.1": "122",
    "6.2": "111111112222",
    "6.3": "11223333",
    "6.4": "112233",
    "6.5": "22222333",
    "6.6": "2223",
    "6.7": "33",
    "6.8": "2222",
    "7.1": "222",
    "7.2": "1111",
    "7.3": "22",
    "7.4": "11222",
    "7.5": "223",
    "7.6": "22",
    "8.1": "1233",
    "8.2": "1123",
    "8.3": "133",
    "8.4": "23",
    "9.1": "111",
    "9.2": "1222",
    "10.1": "22",
    "10.2": "223",
    "10.3": "22223",
    "10.4": "1111122222233333",
    "10.5": "22222",
    "10.6": "22",
    "10.7": "222",
    "11.1": "2233",
    "11.2": "22233",
    "11.3": "11233",
    "11.4": "1222",
    "11.5": "23",
    "11.6": "23",
    "11.7": "33",
    "12.1": "12233",
    "12.2": "11",
    "12.3": "22223",
    "13.1": "2333",
    "13.2": "222223",
    "13.3": "2233",
    "13.4": "1222233",
    "14.1": "22",
    "14.2": "12223333",
    "14.3": "122",
    "15.1": "12233",
    "15.2": "12233",
    "15.3": "1222222",
    "15.4": "3333",
    "16.1": "2",
    "16.2": "22222",
    "16.3": "2222",
    "16.4": "222",
    "16.5": "2223",
    "17.1": "23",
    "17.2": "22223333",
    "17.3": "22",
}
WANTED = {
    f"{section}.{number}": int(level) for section, levels in LEVELS.items() for number, level in enumerate(levels, 1) if level in "12"
}


@cache
def names_in(file: str) -> frozenset[str]:
    path = ROOT / file
    found = ast.walk(ast.parse(path.read_text())) if path.is_file() else ()
    return frozenset(node.name for node in found if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def faults(lines: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the table."""
    found = [f"{number} has no line" for number in WANTED if number not in {line["id"] for line in lines}]
    found += [f"{line['id']} is none of ours" for line in lines if line["id"] not in WANTED]
    found += [f"{line['id']} stands twice" for index, line in enumerate(lines) if line["id"] in {other["id"] for other in lines[:index]}]
    for line in lines:
        found += [f"{line['id']} is of level {WANTED[line['id']]}"] if line["level"] != WANTED.get(line["id"], line["level"]) else []
        if len(asvs.KINDS.keys() & line.keys()) != 1:
            found.append(f"{line['id']} says not one thing")
            continue
        found += [f"{line['id']}: {test} does not exist" for test in line.get("tests", ()) if not is_a_test(test)]
        found += [f"{line['id']}: {line['code']} does not exist"] if "code" in line and not is_there(line["code"]) else []
        found += [f"{line['id']} gives no reason"] if len(str(line.get("deviation", "x" * 40))) < 40 else []
    return found


def is_a_test(node: str) -> bool:
    """`file::name`, or `file::name[one of its cases]`."""
    file, _colons, rest = node.partition("::")
    name, _bracket, case = rest.partition("[")
    return name in names_in(file) and (not case or case.rstrip("]") in (ROOT / file).read_text())


def is_there(place: str) -> bool:
    """`file:what stands in it`."""
    file, _colon, text = place.partition(":")
    path = ROOT / file
    return bool(text) and path.is_file() and re.sub(r"\s+", " ", text) in re.sub(r"\s+", " ", path.read_text())


def test_each_requirement_has_its_proof(promise: Callable[[str, str], None]) -> None:
    wrong = faults(asvs.requirements())
    promise("G28", f"OWASP ASVS 5.0 level 2: {asvs.counted()}; {len(wrong)} without proof")
    assert wrong == []
    assert len(WANTED) == 253


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"tests": ["tests/supply/test_asvs.py::test_of_nothing"]}, "does not exist"),
        ({"tests": ["tests/supply/test_code.py::test_no_line_of_ours[is of no case]"]}, "does not exist"),
        ({"tests": ["tests/nowhere.py::test_of_nothing"]}, "does not exist"),
        ({"code": "kanaf/core/vault.py:def unseal_everything("}, "does not exist"),
        ({"code": "kanaf/core/vault.py:"}, "does not exist"),
        ({"deviation": "no"}, "gives no reason"),
        ({}, "says not one thing"),
        ({"level": 1, "not_applicable": "none"}, "is of level"),
        ({"id": "1.1.2", "not_applicable": "none"}, "stands twice"),
    ],
)
def test_a_hole_in_the_table_is_seen(change: dict[str, Any], fault: str) -> None:
    lines = asvs.requirements()
    bare = {"id": lines[0]["id"], "level": lines[0]["level"], "asks": "…"}
    assert any(fault in wrong for wrong in faults([{**bare, **change}, *lines[1:]]))


def test_a_missing_requirement_is_seen() -> None:
    assert faults(asvs.requirements()[1:]) == ["1.1.1 has no line"]
