"""Compare the whole registry with itself and put what resembles before the coordination. Stopped anywhere, it goes on when run again."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kanaf.children.actions.sweeping import SLICE, sweep
from kanaf.core import clock


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--slice", type=int, default=SLICE, help="files in one transaction")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        for at in sweep(at=clock.now(), size=options["slice"]):
            self.stdout.write(f"{at.percent} %: {at.done} of {at.cards} files, {at.found} pairs")
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} s. The pairs wait for the coordination.")
