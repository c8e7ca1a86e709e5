"""Compile the translation catalogs that changed."""

from typing import Any

from django.core.management.base import BaseCommand

from kanaf.core.catalogs import compile_catalogs


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        for file in compile_catalogs():
            self.stdout.write(f"Compiled {file}")
