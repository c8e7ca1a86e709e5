"""Write the reference pages of the documentation from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from kanaf.pack.reference import PAGES


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        folder = settings.BASE_DIR / "docs" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in PAGES.items():
            (folder / name).write_text(page())
            self.stdout.write(f"Wrote docs/reference/{name}")
