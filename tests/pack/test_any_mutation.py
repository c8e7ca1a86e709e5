"""Whatever is done to a file of the pack, the reader answers with errors that can be read, and never falls over."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kanaf.pack.text import read_tree
from tests.pack.packs import MAROC, errors_with, trees_of_maroc

FILES = sorted(path.relative_to(MAROC).as_posix() for path in MAROC.rglob("*.yaml"))
SCRAPS = st.sampled_from(
    [
        "",
        "\t",
        "- ",
        ": ",
        "? [a]: b",
        "? key",
        "- - - x",
        "code: nador",
        "  - code: nador",
        "labels: {fr: a, ar: ب, en: c}",
        "labels: []",
        "terms: null",
        "terms: {}",
        "value: -1",
        "value: 99999999999999999999999",
        "*a",
        "&a b",
        "!!binary x",
        "!<x> y",
        "<<: {a: b}",
        "%YAML 1.1",
        "---",
        "...",
        '"',
        "'",
        "|",
        ">-",
        "[",
        "{",
        "]",
        "}",
        "#",
        "null: null",
        "1: 2",
        "true: false",
        'x: "\\x00"',
        'x: "\\ud800"',
        'x: "\\U00110000"',
        "\ufeff",
        "\u0085",
        "\u2028",
        "١٢",
        "code: ١",
    ]
)
SPACES = st.integers(0, 8).map(lambda count: " " * count)
LINES = st.one_of(
    st.builds(lambda indent, scrap: indent + scrap, SPACES, SCRAPS),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=40).map(lambda line: line.replace("\n", " ")),
)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the pack with a few of its lines deleted, replaced, inserted, doubled or exchanged."""
    file = draw(st.sampled_from(FILES))
    lines = (MAROC / file).read_text().split("\n")
    for _time in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(0, len(lines) - 1)))
        what = draw(st.sampled_from(["delete", "replace", "insert", "double", "exchange", "indent", "cut"]))
        if what == "delete" and lines:
            del lines[place]
        elif what == "replace" and lines:
            lines[place] = draw(LINES)
        elif what == "insert":
            lines.insert(place, draw(LINES))
        elif what == "double" and lines:
            lines.insert(place, lines[place])
        elif what == "exchange" and lines:
            other = draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        elif what == "indent" and lines:
            lines[place] = draw(SPACES) + lines[place].lstrip()
        elif what == "cut" and lines:
            lines[place] = lines[place][: draw(st.integers(0, max(0, len(lines[place]))))]
    return file, "\n".join(lines).encode("utf-8", "replace")


def check_the_answer(mutation: tuple[str, bytes]) -> None:
    file, content = mutation

    for error in errors_with(file, content):
        assert error.message
        assert error.line >= 1
        assert "%(" not in error.message + error.hint
        assert error.file in trees_of_maroc()
        if error.file == file:
            assert error.line <= content.count(b"\n") + 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutations())
def test_a_changed_file_is_taken_or_refused_with_sentences(mutation: tuple[str, bytes]) -> None:
    check_the_answer(mutation)


@pytest.mark.drill
@settings(max_examples=5000, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutations())
def test_thousands_of_changed_files_are_taken_or_refused_with_sentences(mutation: tuple[str, bytes]) -> None:
    check_the_answer(mutation)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    tree, errors = read_tree("roles.yaml", content)

    assert tree is not None or errors
