"""A file that cannot be followed, or that tries to be more than plain data."""

import pytest

from tests.pack.packs import Broken, check_refused, replace

BROKEN = [
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
    check_refused(broken)
