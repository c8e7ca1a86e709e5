"""A count as arithmetic: additive cuts add up, others never do, and not reported is never zero."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kanaf.core import ids
from kanaf.disclosure.cells import ALL
from kanaf.indicators.counting import Counted, Subject
from kanaf.indicators.tables import cells_of

CITIES = ["nador", "marrakech", "oujda"]
SEXES = ["female", "male", "unknown"]
AXES = {"city": CITIES, "sex": SEXES, "everywhere": CITIES}


@st.composite
def counts(draw: st.DrawFn) -> Counted:
    """Subjects in the reported cities, some of them in several along the cut that does not add up."""
    missing = draw(st.lists(st.sampled_from(CITIES), unique=True, max_size=3))
    reported = [city for city in CITIES if city not in missing]
    number = draw(st.integers(0, 12)) if reported else 0
    subjects = []
    for _ in range(number):
        everywhere = draw(st.lists(st.sampled_from(reported), min_size=1, unique=True))
        coordinates = {"city": everywhere[0], "everywhere": everywhere, "sex": draw(st.sampled_from(SEXES))}
        subjects.append(Subject(ids.new_id(), coordinates, draw(st.integers(1, 9))))
    return Counted(subjects, AXES, {"city": missing, "everywhere": missing})


@given(counts())
@settings(deadline=None)
def test_the_parts_of_an_additive_cut_are_the_total(counted: Counted) -> None:
    assert sum(value or 0 for value in counted.cells(["city"]).values()) == counted.total
    assert sum(value or 0 for value in counted.cells(["sex"]).values()) == counted.total
    assert sum(value or 0 for value in counted.cells(["city", "sex"]).values()) == counted.total


@given(counts())
@settings(deadline=None)
def test_the_parts_of_another_cut_are_never_less_than_the_total(counted: Counted) -> None:
    parts = [value or 0 for value in counted.cells(["everywhere"]).values()]
    assert sum(parts) >= counted.total
    assert max(parts) <= counted.total


@given(counts())
@settings(deadline=None)
def test_a_category_not_reported_is_none_and_any_other_a_number(counted: Counted) -> None:
    gone = counted.not_reported["city"]
    for (city,), value in counted.cells(["city"]).items():
        assert (value is None) == (city in gone)
    assert counted.is_reported == (len(gone) < len(CITIES))


@given(counts(), st.sampled_from(["city", "everywhere"]))
@settings(deadline=None)
def test_margins_are_counted_and_not_summed(counted: Counted, cut: str) -> None:
    cells = cells_of(counted, [cut, "sex"])
    assert {place for place in cells if ALL not in place} == {(city, sex) for city in CITIES for sex in SEXES}
    for (city,), value in counted.cells([cut]).items():
        assert cells[(city, ALL)] == value
    if counted.is_reported:
        assert cells[(ALL, ALL)] == counted.total
        assert {cells[(ALL, sex)] for sex in SEXES} == set(counted.cells(["sex"]).values())
    else:
        assert set(cells.values()) == {None}


@given(counts())
@settings(deadline=None)
def test_a_table_without_a_cut_is_its_total(counted: Counted) -> None:
    assert cells_of(counted, []) == {(ALL,): counted.total}
