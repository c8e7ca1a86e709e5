"""Load a programme pack: read and checked as a whole, or refused with file, line and what to write instead."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kanaf.pack.loader import load_pack
from kanaf.pack.problems import PackRefused


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, default=settings.KANAF_PACK)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            pack = load_pack(options["path"])
        except PackRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Loaded {pack.info.code}, version {pack.info.version}.")
