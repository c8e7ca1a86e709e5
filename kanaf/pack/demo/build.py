"""Build the demonstration in an empty home; an interrupted build starts anew."""

import random
from collections.abc import Callable

from django.conf import settings

from kanaf.access import actions as access
from kanaf.access.models import Account
from kanaf.children.models import Child
from kanaf.core import clock
from kanaf.core.actions import one_transaction
from kanaf.pack.demo import (
    activities,
    alerts,
    caseload,
    complaints,
    families,
    figures,
    grown_up,
    hard_cases,
    people,
    protection,
    resemblances,
    today,
)
from kanaf.pack.loader import load_pack
from kanaf.publication import actions as publication

SEED = 20241042
DONE = "built"


def is_built() -> bool:
    file = settings.KANAF_HOME / DONE
    return bool(file.exists() and Account.objects.filter(is_demo=True).exists())


def is_begun() -> bool:
    """Something was written, and the end was not reached."""
    return not is_built() and (Account.objects.filter(is_demo=True).exists() or Child.objects.exists())


def build(say: Callable[[str], None]) -> None:
    """Pack, people, children of 2024 and of now, campaign, figures, site. Fixed seed: the same world each time."""
    say("Loading the programme pack …")
    load_pack(settings.KANAF_PACK)
    with one_transaction():
        people.make_people(clock.now())
        figures.open_periods(clock.today())
    publication.set_up_site(by=access.system_account(), at=clock.now(), folder=settings.KANAF_PACK / "site")
    say("Registering the synthetic caseload …")
    writer = caseload.Writer(random.Random(SEED))  # noqa: S311 - a world that is the same each time
    counted = caseload.write_2024(writer)
    hard_cases.write_hard_cases(writer, counted)
    today.write_today(writer, clock.today())
    alerts.write_alerts()
    families.write_families(caseload.Writer(random.Random(SEED + 1)), clock.now())  # noqa: S311 - draws of its own: the others stay
    say("Holding the campaign's sessions and trainings …")
    activities.write_activities(writer, counted)
    complaints.write_complaints(clock.now())
    protection.write_protection(clock.now())
    grown_up.write_grown_up(writer, clock.now())
    resemblances.write_resemblances(writer, clock.now())
    say("Freezing and releasing the figures …")
    figures.release_2024()
    figures.release_campaign()
    publication.publish_demo_content(by=people.account("communications"), at=clock.now(), folder=settings.KANAF_PACK / "site")
    (settings.KANAF_HOME / DONE).write_text(f"{SEED}\n")
