"""Small tables of every kind, for Hypothesis."""

from hypothesis import strategies as st

from kanaf.disclosure import CHILDREN, Axis, Rule, Table, one_way, two_way

SMALL_RULES = st.sampled_from(
    [
        CHILDREN,
        CHILDREN.rounded(),
        Rule(threshold=3),
        Rule(threshold=3, zero_is_small=True),
        Rule(threshold=4, zero_is_small=True, sensitive=True),
        Rule(threshold=4, zero_is_small=True, sensitive=True, rounding_base=3),
    ]
)


def axis(name: str, size: int, *, additive: bool = True, exhaustive: bool = True) -> Axis:
    return Axis(name, tuple(f"{name}{number}" for number in range(size)), additive, exhaustive)


@st.composite
def one_way_tables(draw: st.DrawFn, *, largest: int = 9, most: int = 4, with_gaps: bool = True) -> Table:
    cities = axis("city", draw(st.integers(2, most)))
    counts = st.integers(0, largest)
    values = {code: draw(counts | st.none() if with_gaps else counts) for code in cities.categories}
    return one_way(measure="children", axis=cities, values=values)


@st.composite
def two_way_tables(draw: st.DrawFn, *, largest: int = 9, rows: int = 2, columns: int = 2, with_gaps: bool = True) -> Table:
    cities, sexes = axis("city", rows), axis("sex", columns)
    counts = st.integers(0, largest)
    values = {(city, sex): draw(counts | st.none() if with_gaps else counts) for city in cities.categories for sex in sexes.categories}
    return two_way(measure="children", rows=cities, columns=sexes, values=values)
