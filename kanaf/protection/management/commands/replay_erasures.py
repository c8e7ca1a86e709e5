"""After a restore: erase again every child that the ledger of erasures names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kanaf.access.actions import system_account
from kanaf.core import clock, rows
from kanaf.core.database import remnants
from kanaf.protection import ledger
from kanaf.protection.actions import replay_erasures


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        with rows.as_owner():
            by = system_account()
        try:
            found = replay_erasures(by=by, at=clock.now())
        except ledger.WrongLine as wrong:
            raise CommandError(f"The ledger was changed: {wrong} is not one that Kanaf wrote. Nothing was erased.") from wrong
        remnants.clear()
        self.stdout.write(f"Every erasure of the ledger holds: {found} children had come back and are erased again.")
