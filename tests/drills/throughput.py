"""Run as a process of its own on a database to be thrown away: 8 writers at once, with the chain of acts and without it."""

import json
import sys

import django

django.setup()

from bench import together  # noqa: E402 - Django first
from kanaf.core import rows  # noqa: E402
from tests import worlds  # noqa: E402

if __name__ == "__main__":
    rows.set_process_default(rows.OWNER)
    found = together.side_by_side(worlds.caseworker(), seconds=float(sys.argv[1]))
    print(json.dumps({"chained": round(found.chained, 1), "bare": round(found.bare, 1), "share": round(found.share, 3)}))
