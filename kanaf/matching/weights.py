"""The weights of a comparison, as versioned data."""

from collections.abc import Mapping
from dataclasses import dataclass

from kanaf.matching.person import Code, Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Bits for what two records say, field by field: log2 of how much likelier it is of one child than of two.

    Every bit is a multiple of 1/8, which a float holds exactly, so sums do not depend on their order.
    """

    version: int
    fields: Mapping[Field, Mapping[Code, float]]
    swapped: float
    born_overlap_least: float
    born_overlap_most: float
    born_similar_days: int
    born_different_days: int
    close_from: float
    possible_from: float


# Set by hand, from what is known of names in Morocco and West Africa, until decisions taken in use can
# teach better ones: few family names are shared by many (so `family` says less than `given`), parents are
# often named in one record only or by another name, sex and nationality are seldom wrong, and languages
# are common to thousands.
HAND_SET = Weights(
    version=1,
    fields={
        Field.GIVEN: {
            Code.SAME: 7.0,
            Code.SAME_FOLDED: 6.0,
            Code.SAME_SKELETON: 4.5,
            Code.PART: 4.0,
            Code.ONE_EDIT: 3.5,
            Code.SIMILAR: 1.5,
            Code.DIFFERENT: -4.0,
        },
        Field.FAMILY: {
            Code.SAME: 5.5,
            Code.SAME_FOLDED: 4.75,
            Code.SAME_SKELETON: 3.75,
            Code.PART: 3.0,
            Code.ONE_EDIT: 2.75,
            Code.SIMILAR: 1.0,
            Code.DIFFERENT: -3.5,
        },
        Field.OTHER_NAMES: {
            Code.SAME: 4.0,
            Code.SAME_FOLDED: 3.5,
            Code.SAME_SKELETON: 2.5,
            Code.PART: 2.0,
            Code.ONE_EDIT: 2.0,
            Code.SIMILAR: 0.5,
            Code.DIFFERENT: 0.0,
        },
        Field.NICKNAME: {
            Code.SAME: 4.0,
            Code.SAME_FOLDED: 3.5,
            Code.SAME_SKELETON: 2.5,
            Code.PART: 2.0,
            Code.ONE_EDIT: 2.0,
            Code.SIMILAR: 0.75,
            Code.DIFFERENT: -0.5,
        },
        Field.MOTHER: {
            Code.SAME: 7.0,
            Code.SAME_FOLDED: 6.0,
            Code.SAME_SKELETON: 4.5,
            Code.PART: 3.0,
            Code.ONE_EDIT: 3.0,
            Code.SIMILAR: 1.25,
            Code.DIFFERENT: -2.5,
        },
        Field.FATHER: {
            Code.SAME: 6.5,
            Code.SAME_FOLDED: 5.5,
            Code.SAME_SKELETON: 4.25,
            Code.PART: 3.0,
            Code.ONE_EDIT: 3.0,
            Code.SIMILAR: 1.25,
            Code.DIFFERENT: -2.5,
        },
        Field.SEX: {Code.SAME: 1.0, Code.CONTRADICTION: -5.0},
        Field.BORN: {
            Code.SAME: 6.5,
            Code.SIMILAR: -0.5,
            Code.DIFFERENT: -3.0,
            Code.CONTRADICTION: -6.0,
        },
        Field.NATIONALITIES: {Code.OVERLAP: 2.0, Code.CONTRADICTION: -4.0},
        Field.LANGUAGES: {Code.OVERLAP: 0.5, Code.DIFFERENT: -0.5},
    },
    swapped=-1.0,
    born_overlap_least=0.25,
    born_overlap_most=6.0,
    born_similar_days=366,
    born_different_days=3 * 366,
    close_from=13.0,
    possible_from=5.0,
)
