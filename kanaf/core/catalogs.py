"""Compile the translation catalogs without any tool of the system: a new machine has none."""

from pathlib import Path

import polib
from django.conf import settings


def compile_catalogs() -> list[Path]:
    """Compile each catalog that is newer than its compiled form; returns what was compiled."""
    made = []
    for folder in (*settings.LOCALE_PATHS, *sorted(Path(settings.BASE_DIR).glob("kanaf/*/locale"))):
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                made.append(target)
    return made
