"""Lay the signed head of the record of acts down with the organisations that keep it; the tick does so each day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kanaf.access import heads
from kanaf.core import clock


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--public-key", action="store_true", help="print the key with which the heads are checked, and stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["public_key"]:
            self.stdout.write(heads.public_key())
            return
        written = heads.export(clock.now())
        for file in written:
            self.stdout.write(f"Wrote {file}")
        if not written:
            self.stdout.write("The head of today is there already.")
