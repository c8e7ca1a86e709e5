"""What a test measured of a promise of TRUST.md, said once more at the end of the run, beside the promise's number.

A plugin (`-p tests.promises`): the words come back from the workers with the test's report.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

PROPERTY = "promise"
NAME = re.compile(r"G(?:[1-9]|1\d|2\d)")


@pytest.fixture
def promise(record_property: Callable[[str, object], None]) -> Callable[[str, str], None]:
    """`promise("G13", "1,000 kills: 0 lost")` prints that line under the promise when the run ends, passed or failed.

    Say it before the assertion: a figure that breaks its promise is the one to be read.
    """

    def say(name: str, figure: str) -> None:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name} is no promise of TRUST.md")
        record_property(PROPERTY, [name, figure])

    return say


def pytest_terminal_summary(terminalreporter: Any) -> None:
    said = [
        (value[0], value[1], outcome)
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        for key, value in getattr(report, "user_properties", ())
        if key == PROPERTY and report.when == "call"
    ]
    if not said:
        return
    terminalreporter.section("Promises of TRUST.md")
    for name, figure, outcome in sorted(said, key=lambda line: (int(line[0][1:]), line[1])):
        terminalreporter.write_line(f"{name:<4}{'' if outcome == 'passed' else 'BROKEN  '}{figure}")
