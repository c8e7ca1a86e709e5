"""Make the key files that are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand

from kanaf.core import keys


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        for file in keys.make_missing():
            self.stdout.write(f"Made {file}. Keep copies apart from the database and its backups.")
