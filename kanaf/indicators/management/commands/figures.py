"""Print a figure for scripts: the live, unprotected count of this moment (for the server's administrator), or the released one."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kanaf.access.actions import system_account
from kanaf.core import clock, rows
from kanaf.core.errors import Refused
from kanaf.indicators import actions, queries
from kanaf.indicators.models import Indicator
from kanaf.indicators.queries import Shown


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--indicator", required=True, metavar="CODE")
        parser.add_argument("--from", dest="starts_on", metavar="2024-01-01", help="first day counted")
        parser.add_argument("--to", dest="ends_on", metavar="2024-12-31", help="last day counted")
        parser.add_argument("--by", choices=["city"], help="also print the cells of a cut")
        parser.add_argument("--campaign", default="", metavar="CODE", help="only what belongs to a campaign; its days are the default")
        parser.add_argument("--released", action="store_true", help="what readers have, protected, instead of the live count")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object instead of lines for people")

    def handle(self, *_args: Any, **options: Any) -> None:
        by = system_account()
        with rows.for_organisation(by.organisation_id):
            try:
                indicator = self._indicator(options["indicator"])
                starts_on, ends_on = self._days(options)
                shown = self._released(indicator, starts_on, ends_on, options) if options["released"] else None
                if shown is None:
                    self.stderr.write(_("Warning: this count is live and unprotected, and not for readers: do not publish it."))
                    shown = actions.count_live(
                        by=by, at=clock.now(), indicator=indicator, starts_on=starts_on, ends_on=ends_on, campaign=options["campaign"]
                    )
                found = as_json(shown, by_city=options["by"] == "city")
            except Refused as refused:
                raise CommandError(str(refused.message)) from refused
        self.stdout.write(json.dumps(found) if options["as_json"] else in_lines(shown, found))

    def _indicator(self, code: str) -> Indicator:
        indicator = Indicator.objects.filter(pk=code).first()
        if indicator is None:
            known = ", ".join(Indicator.objects.values_list("pk", flat=True)) or _("none: load a programme pack first")
            raise CommandError(_("There is no indicator “%(code)s”. There are: %(known)s.") % {"code": code, "known": known})
        return indicator

    def _days(self, options: dict[str, Any]) -> tuple[date, date]:
        days = queries.window_of(None, options["campaign"]) if options["campaign"] else (None, None)
        first = self._day("--from", options["starts_on"]) or days[0]
        last = self._day("--to", options["ends_on"]) or days[1]
        if first is None or last is None:
            raise CommandError(_("Give the days with --from and --to, or a campaign with --campaign."))
        if last < first:
            told = {"first": first, "last": last}
            raise CommandError(_("The last day (--to %(last)s) comes before the first (--from %(first)s).") % told)
        return first, last

    def _day(self, option: str, text: str | None) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(_("%(option)s “%(text)s” is no day: write it as 2024-12-31.") % {"option": option, "text": text}) from error

    def _released(self, indicator: Indicator, starts_on: date, ends_on: date, options: dict[str, Any]) -> Shown:
        by_city = options["by"] == "city"
        shown = queries.released(indicator, starts_on=starts_on, ends_on=ends_on, campaign=options["campaign"], by_city=by_city)
        if shown is None:
            days = {"indicator": indicator.pk, "first": starts_on, "last": ends_on}
            raise CommandError(_("Nothing was released for %(indicator)s from %(first)s to %(last)s.") % days)
        return shown


def as_json(shown: Shown, *, by_city: bool) -> dict[str, Any]:
    """The answer for scripts, its keys in this order."""
    definition = shown.definition
    return {
        "indicator": shown.indicator.pk,
        "unit": definition.unit,
        "definition_version": definition.version,
        "kind": definition.kind,
        "as_of": shown.as_of.astimezone(clock.CASABLANCA).isoformat(timespec="seconds"),
        "total": shown.total,
        "cells": shown.cells if by_city else [],
        "notes": [f"{note['id']}: {definition.in_language(note['labels'])}" for note in definition.notes],
    }


def in_lines(shown: Shown, found: dict[str, Any]) -> str:
    """The same for people."""
    total = _("not reported") if shown.total is None else shown.total
    lines = [f"{shown.indicator.label}: {total} ({shown.definition.unit_label})", f"{shown.starts_on} – {shown.ends_on}, {found['as_of']}"]
    lines += [f"  {cell['city']}: {cell['status'] if cell['value'] is None else cell['value']}" for cell in found["cells"]]
    return "\n".join([*lines, *found["notes"]])
