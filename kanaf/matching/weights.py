"""The weights of a comparison, as versioned data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from kanaf.matching.person import Code, Field

STEPS_IN_A_BIT = 64
# How close names in two scripts usually are.
ACROSS_USUALLY = 0.7
AGREEING = frozenset({Code.SAME, Code.SAME_FOLDED, Code.SAME_SKELETON, Code.SHORT_FORM, Code.PART, Code.ONE_EDIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Bits for what two records say, field by field: log2 of how much likelier it is of one child than of two.

    Every bit is a multiple of 1/64, which a float holds exactly, so sums do not depend on their order. What is learned is said in
    `weights.json` with where it comes from (decision 0029).
    """

    version: int
    fields: Mapping[Field, Mapping[Code, float]]
    rarity_share: Mapping[Field, Mapping[Code, float]]
    closeness: Mapping[Code, float]
    across: Mapping[Code, float]
    """More bits, by level, where two names are written in different scripts."""
    across_closeness: float
    """And more by how close they are, since there the sounds were learned."""
    usual_closeness: Mapping[Code, float]
    usual: Mapping[Field, float]
    """How rare a name, a nationality, an origin usually is, in bits: what one of unknown rarity is held for."""
    rarity_range: float
    swapped: float
    siblings: float
    given_explained: float
    born_overlap_share: float
    born_overlap_base: float
    born_overlap_most: float
    born_similar_days: int
    born_different_days: int
    least_agreement: float
    close_from: float
    possible_from: float
    key_share: Mapping[str, float]
    """How much a rare key of each kind says of whom to open."""

    @property
    def usual_rarity(self) -> float:
        return self.usual[Field.GIVEN]

    @property
    def usual_origin(self) -> float:
        return self.usual[Field.ORIGIN]

    def of_name(self, field: Field, code: Code, closeness: float, rare: float, *, across: bool = False) -> float:
        """Bits of two names: by the level, how close within it, and how rare the name is; never less than for `different`."""
        if code is Code.MISSING:
            return 0.0
        bits = self.fields[field][code] + self.closeness.get(code, 0.0) * (closeness - self.usual_closeness.get(code, 1.0))
        bits += self.rarity_share[field].get(code, 0.0) * min(max(rare, -self.rarity_range), self.rarity_range)
        if across:
            bits += self.across.get(code, 0.0) + self.across_closeness * (closeness - ACROSS_USUALLY)
        return stepped(min(bits, 0.0) if code is Code.DIFFERENT else max(bits, self._least(field, code)))

    def of_sharing(self, field: Field, rare: float) -> float:
        """Bits of a code in common, by how rare it is."""
        return stepped(max(self.fields[field][Code.OVERLAP] + self.rarity_share[field].get(Code.OVERLAP, 0.0) * rare, 0.0))

    def of_births(self, by_chance: float) -> float:
        """Bits of two intervals that meet, from the bits of how unlikely that is by chance."""
        return stepped(min(max(self.born_overlap_base + self.born_overlap_share * by_chance, self.least_agreement), self.born_overlap_most))

    def _least(self, field: Field, code: Code) -> float:
        """The commonest name in common still is a name in common."""
        return self.least_agreement if code in AGREEING else self.fields[field][Code.DIFFERENT]


def stepped(bits: float) -> float:
    """The nearest 64th of a bit."""
    return round(bits * STEPS_IN_A_BIT) / STEPS_IN_A_BIT


def read_weights() -> Weights:
    """The newest weights: `weights.json`, which says where they come from."""
    said = json.loads(resources.files("kanaf.matching").joinpath("weights.json").read_text(encoding="utf-8"))
    del said["provenance"]
    for name in ("fields", "rarity_share"):
        said[name] = {Field(field): {Code(code): bits for code, bits in codes.items()} for field, codes in said[name].items()}
    for name in ("closeness", "usual_closeness", "across"):
        said[name] = {Code(code): value for code, value in said[name].items()}
    said["usual"] = {Field(field): bits for field, bits in said["usual"].items()}
    return Weights(**said)


WEIGHTS = read_weights()
