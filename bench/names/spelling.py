"""Spelling by ear and slips of the hand, by rules of this file alone: nothing here asks how Kanaf compares names."""

import random
import re

# What clerks of French and of English schooling, and people who write their own names, put for the same sounds.
BY_EAR = [
    (r"ou", ["u", "oo", "o"]),
    (r"(?<![oae])u", ["ou", "o"]),
    (r"dj", ["j", "di"]),
    (r"(?<!d)j", ["dj"]),
    (r"ch", ["sh", "tch"]),
    (r"sh", ["ch"]),
    (r"ph", ["f"]),
    (r"k(?=[aou])", ["c", "qu", "kh"]),
    (r"c(?=[aou])", ["k"]),
    (r"q", ["k"]),
    (r"kh", ["k", "h"]),
    (r"gh", ["g", "r"]),
    (r"ss", ["s"]),
    (r"(?<=[aeiou])s(?=[aeiou])", ["ss", "z"]),
    (r"([lmnrtd])\1", [r"\1"]),
    (r"(?<=[aeiou])([lmnrtd])(?=[aeiou])", [r"\1\1"]),
    (r"é", ["e", "ay", "eh", "i"]),
    (r"è|ê", ["e"]),
    (r"ï", ["i", "y"]),
    (r"y", ["i"]),
    (r"i(?=[aeo])", ["y"]),
    (r"aye$", ["ai", "ay"]),
    (r"ai|ay", ["ei", "é", "aye"]),
    (r"w", ["ou", "v"]),
    (r"th", ["t"]),
    (r"(?<=[aeiou])h$", [""]),
    (r"(?<=[aou])$", ["h"]),
    (r"(?<=[^aeiouy])e$", [""]),
    (r"(?<=[nmsdl])$", ["e"]),
    (r"aa", ["a"]),
    (r"ee", ["i"]),
    (r"e(?=[nmr])", ["a", "i"]),
    (r"(?<=[^aeiou])a(?=[^aeiou])", ["e"]),
    (r"^el ", ["al ", "l", "el-", ""]),
    (r"^al ", ["el ", "al-", ""]),
    (r"^o(?=[^u])", ["ou"]),
    (r"^h", [""]),
    (r"v", ["w", "f"]),
    (r"b(?=[ou])", ["p"]),
]
RULES = [(re.compile(pattern), choices) for pattern, choices in BY_EAR]

NEIGHBOURS = {
    "a": "zqs", "b": "vn", "c": "xv", "d": "sf", "e": "rz", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl", "l": "km",
    "m": "ln", "n": "bm", "o": "ip", "p": "o", "q": "a", "r": "et", "s": "dq", "t": "ry", "u": "yi", "v": "cb", "w": "x", "x": "wc",
    "y": "tu", "z": "ae",
}  # fmt: skip

# One clerk's way from Latin to Arabic letters; what is between bars is written or left out.
TO_ARABIC = [
    ("tch", ["تش"]), ("ch", ["ش"]), ("sh", ["ش"]), ("kh", ["خ", "ك"]), ("gh", ["غ"]), ("ph", ["ف"]), ("th", ["ث", "ت"]), ("dj", ["ج", "دج"]),
    ("gu", ["غ", "ك"]), ("qu", ["ك", "ق"]), ("ou", ["و"]), ("oo", ["و"]), ("aye", ["اي", "ايي"]), ("ay", ["اي", "ي"]), ("ai", ["اي", "ي"]), ("aa", ["ا"]),
    ("ss", ["س"]), ("ll", ["ل"]), ("mm", ["م"]), ("nn", ["ن"]), ("rr", ["ر"]), ("tt", ["ت", "ط"]), ("dd", ["د"]), ("ee", ["ي"]), ("ia", ["يا"]), ("ie", ["ي", "يي"]),
    ("a", ["ا", "ا", ""]), ("b", ["ب"]), ("c", ["ك", "س"]), ("d", ["د", "د", "ض"]), ("e", ["ي", "", "ا"]), ("f", ["ف"]), ("g", ["غ", "ج", "ك"]), ("h", ["ه", "ح"]),
    ("i", ["ي", "ي", ""]), ("j", ["ج"]), ("k", ["ك", "ك", "ق"]), ("l", ["ل"]), ("m", ["م"]), ("n", ["ن"]), ("o", ["و"]), ("p", ["ب"]), ("q", ["ق"]), ("r", ["ر"]),
    ("s", ["س", "س", "ص"]), ("t", ["ت", "ت", "ط"]), ("u", ["و"]), ("v", ["ف"]), ("w", ["و"]), ("x", ["كس"]), ("y", ["ي"]), ("z", ["ز"]),
]  # fmt: skip
PLAIN = str.maketrans("éèêëïîôöàâûüç", "eeeeiiooaauuс".replace("с", "s"))


def by_ear(name: str, chance: random.Random, changes: int) -> str:
    """The name with some sounds spelled otherwise."""
    text = name.lower()
    for _change in range(changes):
        pattern, choices = chance.choice(RULES)
        places = list(pattern.finditer(text))
        if places:
            place = chance.choice(places)
            text = text[: place.start()] + place.expand(chance.choice(choices)) + text[place.end() :]
    return text.title() if text.strip() else name


def slip(name: str, chance: random.Random) -> str:
    """The name with one letter left out, doubled, exchanged with the next or hit beside."""
    if len(name) < 3:
        return name
    at = chance.randrange(1, len(name))
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + chance.choice(NEIGHBOURS.get(name[at].lower(), name[at])) + name[at + 1 :]


def to_arabic(name: str, chance: random.Random) -> str:
    """A Latin name as a clerk writes it down in Arabic."""
    words = []
    for word in name.lower().translate(PLAIN).replace("'", "").replace("-", " ").split():
        if word in ("el", "al"):
            words.append("ال")
            continue
        text, at = "", 0
        while at < len(word):
            latin, choices = next(((latin, c) for latin, c in TO_ARABIC if word.startswith(latin, at)), (word[at], [""]))
            letters = chance.choice(choices)
            if latin == "a" and at + 1 == len(word):
                letters = chance.choice(["ا", "ا", "ة", "ه"])
            if not text and letters in ("", "ي", "و") and latin in "aeiou":
                letters = {"a": "أ", "e": "إ", "i": "إ", "o": "أو", "u": "أو"}.get(latin, letters)
            if not text and letters == "ا":
                letters = chance.choice(["أ", "ا"])
            text += letters
            at += len(latin)
        words.append(text)
    return " ".join(words).replace("ال ", "ال")


def in_arabic_otherwise(name: str, chance: random.Random) -> str:
    """An Arabic spelling with or without its hamzas, dots and long vowels."""
    for before, after, often in (
        ("أ", "ا", 0.4),
        ("إ", "ا", 0.4),
        ("آ", "ا", 0.5),
        ("ة", "ه", 0.3),
        ("ى", "ي", 0.3),
        ("ؤ", "و", 0.4),
        ("ئ", "ي", 0.3),
        ("ء", "", 0.4),
    ):
        if before in name and chance.random() < often:
            name = name.replace(before, after)
    if chance.random() < 0.08:
        at = chance.randrange(len(name))
        if name[at] in "اوي" and 0 < at < len(name) - 1:
            name = name[:at] + name[at + 1 :]
    return name
