"""Check signed heads of the record of acts, and hold the record against them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kanaf.access import heads


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--public-key", help="the key that was given to you; the machine's own by default")
        parser.add_argument("--signature-only", action="store_true", help="do not open the database")

    def handle(self, *_args: Any, **options: Any) -> None:
        for file in options["files"]:
            try:
                statement = heads.check(file, public=options["public_key"])
                if not options["signature_only"]:
                    heads.check_record(statement)
            except (heads.WrongHead, OSError) as wrong:
                raise CommandError(str(wrong)) from wrong
            self.stdout.write(f"{file}: signed, and act {statement.number} is as it was on {statement.day}.")
