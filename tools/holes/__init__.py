"""The holes that `tools/plant.py` plants, each with the tests that see it (TRUST.md, "Past holes")."""

from holes import files, ground

HOLES = [*files.HOLES, *ground.HOLES]
