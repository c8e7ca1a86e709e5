"""Run the minute's acts once: deadlines, expiries, scheduled work. Running it twice changes nothing."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kanaf.core import clock, ticks


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=datetime.fromisoformat, default=None, help="the moment, ISO 8601; now by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = options["at"] or clock.now()
        if at.tzinfo is None:
            at = at.replace(tzinfo=clock.CASABLANCA)
        if failed := ticks.tick(at):
            raise CommandError(f"{failed} acts of the tick failed: see the log.")
