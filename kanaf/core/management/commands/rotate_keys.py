"""Change the master key, or one subject's data key, while the system runs. Stopped anywhere, it goes on when run again."""

import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kanaf.core import clock, keys, rotation, rows, vault

SETTLED = 15 * 60  # seconds: longer than any transaction that may still wrap with the key before


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--resume", action="store_true", help="make no new master key: finish with the newest there is")
        parser.add_argument("--retire", action="store_true", help="put master keys aside that nothing needs any more")
        parser.add_argument("--subject", metavar="KIND:ID", help="give one subject (for example child:ID) a new data key instead")
        parser.add_argument("--batch", type=int, default=rotation.BATCH)
        parser.add_argument("--pause", type=float, default=0.0, help="seconds to rest between batches")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["subject"]:
            self._subject(options["subject"])
        elif options["retire"]:
            self._retire()
        else:
            self._master(options)

    def _master(self, options: dict[str, Any]) -> None:
        with rows.as_owner():
            unfinished = rotation.waiting(keys.newest_master())
        if unfinished or options["resume"]:
            newest = keys.newest_master()
            self.stdout.write(f"Going on with master key {newest}: {unfinished} data keys wait.")
        else:
            newest = keys.make_master()
            self.stdout.write(f"Made master key {newest}. Copy it, or its shares, before you go on (docs/how-to/keys.md).")
        done = 0
        for wrapped in rotation.rewrap(newest, batch=options["batch"]):
            done += wrapped
            self.stdout.write(f"{done} data keys wrapped anew.")
            self.stdout.flush()
            time.sleep(options["pause"] if wrapped else max(options["pause"], 0.05))
        self.stdout.write(f"Every data key is wrapped by master key {newest}. Retire the older ones with --retire in a quarter of an hour.")

    def _retire(self) -> None:
        newest = keys.newest_master()
        with rows.as_owner():
            if count := rotation.waiting(newest):
                raise CommandError(f"{count} data keys still need an older master key: run ./manage.py rotate_keys --resume first.")
        file = settings.KANAF_KEYS / ("master" if newest == 1 else f"master-{newest}")
        if clock.seconds_since_written(file) < SETTLED:
            raise CommandError("The newest master key is younger than a quarter of an hour: an act under way may still use the one before.")
        for retired in keys.retire_masters(rotation.needed_masters()):
            self.stdout.write(f"Put aside {retired}. Backups made before today need it for 35 days; then destroy it.")

    def _subject(self, named: str) -> None:
        kind, _colon, subject = named.partition(":")
        try:
            sealed = rotation.rekey(kind, UUID(subject))
        except (ValueError, vault.Erased) as error:
            raise CommandError(f"{named} has no data key: write for example child:0190… with the row's id.") from error
        self.stdout.write(f"{named} has a new data key; {sealed} sealed values were closed under it.")
