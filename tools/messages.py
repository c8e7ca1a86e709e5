"""Collect messages into the catalogs (`make messages`, needs gettext), or compile them (`--compile`, needs nothing)."""

import os
import subprocess
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("fr", "ar")


def compile_all() -> None:
    for source in sorted([*ROOT.glob("locale/*/LC_MESSAGES/*.po"), *ROOT.glob("kanaf/*/locale/*/LC_MESSAGES/*.po")]):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))


def collect() -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "--no-location", "--no-wrap", "--no-obsolete"]
    ignored = [part for name in ("tests/*", ".venv/*", "var/*", "node_modules/*", "bench/*") for part in ("-i", name)]
    languages = [part for language in LANGUAGES for part in ("-l", language)]
    subprocess.run([*command, *languages, *ignored], check=True, cwd=ROOT, env=os.environ | {"KANAF_DEMO": "1"})
    for file in sorted([*ROOT.glob("locale/*/LC_MESSAGES/*.po"), *ROOT.glob("kanaf/*/locale/*/LC_MESSAGES/*.po")]):
        catalog = polib.pofile(str(file), wrapwidth=0)
        for entry in catalog:
            if entry.fuzzy:  # a guess is no translation
                entry.flags.remove("fuzzy")
                entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
                entry.msgstr = ""
                entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
                entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        catalog.metadata.pop("POT-Creation-Date", None)
        catalog.save()


if __name__ == "__main__":
    if "--compile" in sys.argv:
        compile_all()
    else:
        collect()
        compile_all()
