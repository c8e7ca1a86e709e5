"""Disclosure control: no released statistic about children lets anyone recover a small cell.

Arithmetic on plain data: no database, no Django, no other room. A count goes one way through it:

    table = one_way(measure="children_identified@2024", axis=Axis("city", ("nador", "oujda")), values={"nador": 672, "oujda": 3})
    shown = protect(table, CHILDREN, released=everything_released)
    assert not audit([shown, *everything_released])

`protect` hides what is small (1), hides as little more as makes that safe (2), and attacks the result; `protect_together` does so for
tables that come out together; `audit` attacks any set of tables; `differences` attacks a new release beside the old ones;
`possible_ranges` says what a reader can know of each hidden cell. A ProtectedTable holds what its readers see and nothing more.

"Not reported" is a state of its own throughout: never zero, never hidden, never added. How it works and where it errs, for the
people who answer for it: docs/explanation/disclosure.md.

Importing this package loads a solver (about 0.2 s); pages that only show a released table do not need it (DESIGN, decision 11).
"""

from kanaf.disclosure.attack import Contradiction, Range
from kanaf.disclosure.auditing import Finding, Weakness, audit, possible_ranges
from kanaf.disclosure.cells import ALL, Axis, Cell, Coordinates, Quantity, Reason, Relation, Status
from kanaf.disclosure.percentages import percentage
from kanaf.disclosure.protection import CannotBeProtected, Proposal, exact_for, protect, protect_together
from kanaf.disclosure.releases import corrections, differences, nested_figures, nested_periods
from kanaf.disclosure.rules import CHILDREN, NONE, RULES, SENSITIVE_CHILDREN, Rule
from kanaf.disclosure.tables import Grid, ProtectedTable, Table, one_way, two_way

__all__ = [
    "ALL",
    "CHILDREN",
    "NONE",
    "RULES",
    "SENSITIVE_CHILDREN",
    "Axis",
    "CannotBeProtected",
    "Cell",
    "Contradiction",
    "Coordinates",
    "Finding",
    "Grid",
    "Proposal",
    "ProtectedTable",
    "Quantity",
    "Range",
    "Reason",
    "Relation",
    "Rule",
    "Status",
    "Table",
    "Weakness",
    "audit",
    "corrections",
    "differences",
    "exact_for",
    "nested_figures",
    "nested_periods",
    "one_way",
    "percentage",
    "possible_ranges",
    "protect",
    "protect_together",
    "two_way",
]
