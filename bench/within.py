"""Run a part of the bench inside the home that the environment names: `python -m bench.within build 10000`."""

import importlib
import sys

import django

from kanaf.core import rows

if __name__ == "__main__":
    django.setup()
    rows.set_process_default(rows.OWNER)
    importlib.import_module(f"bench.{sys.argv[1]}").main(*sys.argv[2:])
