"""Read every file again and write its card and keys by the rules of today. Stopped anywhere, it goes on when run again.

Children are registered and corrected meanwhile as always: a few files at a time, each transaction short.
"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from kanaf.children import cards
from kanaf.core import clock, rows

BATCH = 20


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH, help="files in one transaction")
        parser.add_argument("--pause", type=float, default=0.0, help="seconds to rest between batches")

    def handle(self, *_args: Any, **options: Any) -> None:
        waiting, done, started = cards.waiting(), 0, time.monotonic()
        self.stdout.write(f"{waiting} files are found by keys of an older version.")
        for organisation in cards.organisations_waiting():
            last = 0
            with rows.for_organisation(organisation):
                while batch := list(cards.old_cards(organisation, after=last)[: options["batch"]]):
                    with transaction.atomic():
                        done += sum(cards.write_anew(card.child, at=None) is not None for card in batch)
                    last = batch[-1].number
                    if options["verbosity"] > 1 or done % 1000 < len(batch):
                        self.stdout.write(f"{done} of {waiting}")
                    time.sleep(options["pause"])
        common = cards.count_bearers(at=clock.now())
        self.stdout.write(
            f"{done} files read again in {time.monotonic() - started:.0f} s; {common} keys are common; {cards.waiting()} are left."
        )
