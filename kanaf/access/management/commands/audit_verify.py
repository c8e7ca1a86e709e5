"""Verify the chain of acts and name the first row that is not as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kanaf.access import audit

WORDS = {
    "changed": "row {bad} was changed after it was written",
    "missing": "row {bad} is missing",
    "cut": "the tail is cut: row {bad} and what followed are gone, the head file knows them",
    "head_differs": "row {bad} differs from the head that was anchored for it",
}


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *_args: Any, **_options: Any) -> None:
        verdict = audit.verify()
        if not verdict.is_sound:
            raise CommandError(f"The audit chain is broken: {WORDS[verdict.why].format(bad=verdict.bad)}.")
        self.stdout.write(f"The audit chain is sound: {verdict.rows} rows, each as it was written.")
        if verdict.beyond:
            self.stdout.write(
                f"The last {verdict.beyond} are not in the head file: the power was cut, or the disk full, when they were written. "
                "The next act covers them."
            )
