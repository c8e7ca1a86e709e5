"""Split the keys into shares for escrow, two of three, or join shares back into the key files."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kanaf.core import keys, shares


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["split", "join", "check"])
        parser.add_argument("name", help="the key: master-2, audit, names … (newest: the newest master key)")
        parser.add_argument("--into", type=Path, help="split: a folder for the shares, one file each; else they are printed")
        parser.add_argument("--shares", type=int, default=3)
        parser.add_argument("--needed", type=int, default=2)

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"]
        if name == "newest":
            number = keys.newest_master()
            name = "master" if number == 1 else f"master-{number}"
        if not name.replace("-", "").isalnum():
            raise CommandError(f"{name} is no name of a key.")
        if options["act"] == "split":
            self._split(name, options)
        else:
            self._join(name, is_check=options["act"] == "check")

    def _split(self, name: str, options: dict[str, Any]) -> None:
        try:
            made = shares.split(keys.key(name), shares=options["shares"], needed=options["needed"])
        except (ValueError, keys.MissingKey) as error:
            raise CommandError(str(error)) from error
        for share in made:
            if options["into"] is None:
                self.stdout.write(str(share))
            else:
                file = options["into"] / f"{name}.share-{share.number}"
                file.touch(mode=0o600, exist_ok=False)
                file.write_text(f"{share}\n")
                self.stdout.write(f"Wrote {file}: give it to one person alone, and delete it here.")

    def _join(self, name: str, *, is_check: bool) -> None:
        self.stderr.write("Write the shares, one a line, then an empty line.")
        typed = []
        for line in sys.stdin:
            if not line.strip():
                break
            typed.append(line)
        try:
            secret = shares.join([shares.read(line) for line in typed]) if typed else b""
        except shares.WrongShare as wrong:
            raise CommandError(f"{wrong}.") from wrong
        if not secret:
            raise CommandError("No share was written.")
        if is_check:
            if secret != keys.key(name):
                raise CommandError(f"These shares give another key than {name}.")
            self.stdout.write(f"These shares give back {name}.")
            return
        try:
            keys.write(settings.KANAF_KEYS / name, secret)
        except FileExistsError as there:
            raise CommandError(f"{name} is there already: nothing was replaced.") from there
        self.stdout.write(f"{name} is back. Run ./manage.py audit_verify and open one file to see that it is the right one.")
