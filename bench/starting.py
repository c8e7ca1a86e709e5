"""What is cold, and what is held: the public page, memory after load, the demonstration's second start."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.models import Site

from bench.goals import Result
from bench.homes import ROOT
from bench.serving import Browser, Unexpected, answered, free_port, serving
from bench.timing import Times, in_turn, timed
from bench.world import NotThere, World, work
from kanaf.access.actions import system_account
from kanaf.core import clock, rows
from kanaf.indicators import actions as indicators
from kanaf.indicators.models import Release
from kanaf.pack.demo import people as demo
from kanaf.publication import actions as publication

DEMO = ROOT / "var" / "bench-demo"


@work("memory")
def memory(world: World) -> list[Result]:
    """The two workers after everything that was measured on them."""
    if world.server is None:
        raise NotThere("no server runs")
    found = world.server.memory()
    result = world.line("memory", "memory of 2 workers after load", note=f"with their master, sum of PSS; sum of RSS {found['rss']:.0f} MB")
    result.megabytes = found["pss"]
    return [result]


@work("public")
def public_page(world: World) -> list[Result]:
    """The site on its own surface: its home, and a released figure. The first request of a new server, then the others."""
    _release(world)
    if not Site.objects.exclude(root_page__depth=1).exists():
        raise NotThere("the site is not set up")
    results = []
    with serving(KANAF_SURFACE="public") as server:
        nobody = Browser(server.port)
        for name, path in (("public home", "/fr/"), ("public page of a figure", "/fr/chiffres/children_assisted/2025/")):
            first = timed(lambda url=path: nobody.get(url))  # type: ignore[misc]
            times, _none = in_turn(lambda url=path: nobody.get(url), runs=40, warm=4)  # type: ignore[misc]
            results.append(world.line("public", name, times, note=f"first after start {first:.0f} ms; no page cache between"))
    return results


def _release(world: World) -> None:
    """Let the year's figure go out, so that there is a page to read."""
    second, at = demo.account("communications"), clock.now()
    waiting = Release.objects.filter(figure__period="2025", figure__definition__indicator="children_assisted").first()
    if waiting is None:
        raise NotThere("no figure is frozen: measure “close” in the same run")
    with rows.for_organisation(second.organisation_id):
        try:
            publication.set_up_site(by=system_account(), at=at, folder=settings.KANAF_PACK / "site")
            indicators.approve_release(by=second, at=at, release=waiting)
            publication.release_figure(by=second, at=at + timedelta(minutes=1), release=waiting)
        except (AttributeError, OSError, ValidationError) as error:
            raise NotThere(f"the site cannot be set up yet: {error}") from error


@work("demo")
def second_start(world: World) -> list[Result]:
    """`make demo` on a home that is built already: from the command to the first page of the site."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KANAF_") and name != "DATABASE_URL"}
    environment |= {"KANAF_HOME": str(DEMO)}
    if not (DEMO / "built").exists():
        built = subprocess.run(
            [sys.executable, "manage.py", "demo", "--no-serve"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if built.returncode:
            raise NotThere(f"the demonstration cannot be built now: {built.stderr.strip().splitlines()[-1:]}")
    _start(environment)
    return [world.line("demo", "make demo, second start to first page", Times.of([_start(environment) for _run in range(3)]))]


def _start(environment: dict[str, str]) -> float:
    port = free_port()
    started = time.perf_counter()
    with Path(os.devnull).open("w") as nowhere:
        process = subprocess.Popen([sys.executable, "manage.py", "demo", "--port", str(port)], cwd=ROOT, env=environment, stdout=nowhere)
        try:
            first = answered(port, "/fr/", process)
            took = (time.perf_counter() - started) * 1000
            if first.status != 200:
                raise Unexpected(f"/fr/ answered {first.status}")
        finally:
            process.terminate()
            process.wait(timeout=30)
    return took
