"""Names, look-alikes and how far two records are of one person: arithmetic on plain data.

Knows no Django, no database and no other room. `names` and `folding` turn what was typed into what was
meant, `keys` says where to look, `compare` how alike and why. It proposes; a person decides.
"""

from kanaf.matching.comparison import Reading, compare, reading
from kanaf.matching.folding import fold, skeleton
from kanaf.matching.name_keys import KEYS_VERSION, keys
from kanaf.matching.names import Script, normalise, script_of, split_scripts, western_digits
from kanaf.matching.person import Band, Code, Comparison, Field, Person, Reason
from kanaf.matching.weights import HAND_SET, Weights

__all__ = [
    "HAND_SET",
    "KEYS_VERSION",
    "Band",
    "Code",
    "Comparison",
    "Field",
    "Person",
    "Reading",
    "Reason",
    "Script",
    "Weights",
    "compare",
    "fold",
    "keys",
    "normalise",
    "reading",
    "script_of",
    "skeleton",
    "split_scripts",
    "western_digits",
]
