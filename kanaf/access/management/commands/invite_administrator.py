"""The first administrator of an organisation of the pack: makes the account and prints the link, once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from kanaf.access import actions
from kanaf.access.models import Organisation
from kanaf.access.roles import Role
from kanaf.core import clock, rows
from kanaf.core.errors import Refused


class Command(BaseCommand):
    help = "Invite the first administrator of an organisation; afterwards administrators invite from the page People."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("organisation", help="its code, as in the pack")
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--site", default="http://localhost:8000", help="where people reach this server")

    def handle(self, *_: Any, organisation: str, email: str, name: str, site: str, **__: Any) -> None:
        with rows.as_owner():
            found = Organisation.objects.filter(code=organisation).first()
            if found is None:
                raise CommandError(f"No organisation {organisation!r}: load the pack first, or look at its organisations.yaml.")
            try:
                invited = actions.invite_person(
                    by=actions.system_account(), at=clock.now(), email=email, name=name, role=Role.ADMINISTRATOR, organisation=found
                )
            except Refused as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(f"Hand this over to {name} alone; it works once, within 72 hours:")
        self.stdout.write(f"{site}{reverse('access:invitation', args=[invited.token])}")
