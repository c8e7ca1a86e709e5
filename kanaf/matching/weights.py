"""The weights of a comparison, as versioned data."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

from kanaf.matching.person import Code, Field

STEPS_IN_A_BIT = 64
OF_NAMES = frozenset({Code.SAME, Code.SAME_FOLDED, Code.SAME_SKELETON, Code.PART, Code.ONE_EDIT, Code.SIMILAR, Code.DIFFERENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Bits for what two records say, field by field: log2 of how much likelier it is of one child than of two.

    Every bit is a multiple of 1/64, which a float holds exactly, so sums do not depend on their order.
    """

    version: int
    fields: Mapping[Field, Mapping[Code, float]]
    swapped: float
    siblings: float
    given_explained: float
    nationality_most: float
    origin_most: float
    usual_rarity: float
    usual_origin: float
    rarity_share: Mapping[Code, float]
    rarity_least: float
    rarity_most: float
    closeness: Mapping[Code, float]
    usual_closeness: Mapping[Code, float]
    born_overlap_least: float
    born_overlap_most: float
    born_similar_days: int
    born_different_days: int
    close_from: float
    possible_from: float

    def of_name(self, field: Field, code: Code, closeness: float, rare: float) -> float:
        """Bits of two names: by the level, how close within it, and how rare the name is; never less than for `different`."""
        if code is Code.MISSING:
            return 0.0
        bits = self.fields[field][code] + self.closeness.get(code, 0.0) * (closeness - self.usual_closeness.get(code, 0.5))
        if share := self.rarity_share.get(code):
            bits += share * min(max(rare, self.rarity_least), self.rarity_most)
        least = self.fields[field][Code.DIFFERENT]
        if code in self.rarity_share:
            least = max(least, 0.25)  # the commonest name in common still is a name in common
        if code is Code.DIFFERENT:
            bits = min(bits, 0.0)
        return round(max(bits, least) * STEPS_IN_A_BIT) / STEPS_IN_A_BIT

    def of_origin(self, bits: float, rare: float) -> float:
        """Bits of one origin in common, by how rare it is."""
        return round(min(max(bits + rare - self.usual_origin, 0.5), self.origin_most) * STEPS_IN_A_BIT) / STEPS_IN_A_BIT


def read_weights() -> Weights:
    """The newest weights: `weights.json`, which says where they come from."""
    said = json.loads(resources.files("kanaf.matching").joinpath("weights.json").read_text(encoding="utf-8"))
    del said["provenance"]
    said["fields"] = {Field(field): {Code(code): bits for code, bits in codes.items()} for field, codes in said["fields"].items()}
    for name in ("rarity_share", "closeness", "usual_closeness"):
        said[name] = {Code(code): value for code, value in said[name].items()}
    return Weights(**said)


WEIGHTS = read_weights()
