"""Names, look-alikes and how far two records are of one person: arithmetic on plain data.

Knows no Django, no database and no other room. `names` and `folding` turn what was typed into what was
meant, `keys` says where to look, `compare` how alike and why. It proposes; a person decides.
"""

from kanaf.matching.comparison import Asked, Reading, compare, reading, unpack_reading
from kanaf.matching.folding import fold, skeleton
from kanaf.matching.name_keys import KEYS_VERSION, asked_keys, counted_keys, keys, kind, rarity_keys
from kanaf.matching.names import Script, normalise, script_of, split_scripts, western_digits
from kanaf.matching.person import Band, Code, Comparison, Field, Person, Reason
from kanaf.matching.ranking import CAP, best, rarity
from kanaf.matching.weights import WEIGHTS, Weights

__all__ = [
    "CAP",
    "KEYS_VERSION",
    "WEIGHTS",
    "Asked",
    "Band",
    "Code",
    "Comparison",
    "Field",
    "Person",
    "Reading",
    "Reason",
    "Script",
    "Weights",
    "asked_keys",
    "best",
    "compare",
    "counted_keys",
    "fold",
    "keys",
    "kind",
    "normalise",
    "rarity",
    "rarity_keys",
    "reading",
    "script_of",
    "skeleton",
    "split_scripts",
    "unpack_reading",
    "western_digits",
]
