"""A hole, and the tests that most holes are seen by."""

from dataclasses import dataclass

MATRIX = "tests/matrix/test_matrix.py::test_a_covering_sample_leaks_nothing"
LINT = "lint"


@dataclass(frozen=True)
class Hole:
    """`before` becomes `after` in a file; `by` are the tests that should notice, on that engine."""

    name: str
    file: str
    before: str
    after: str
    by: str = MATRIX
    engine: str = "sqlite"
