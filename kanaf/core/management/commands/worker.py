"""Do the work that waits: queued tasks as they come, and the tick each minute."""

import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kanaf.core import clock, ticks

MINUTE = 60


class Command(BaseCommand):
    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, tick once, and stop")

    def handle(self, *_args: Any, **options: Any) -> None:
        running = True

        def stop(_signal: int, _frame: FrameType | None) -> None:
            nonlocal running
            running = False

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        last = float("-inf")
        while running:
            close_old_connections()
            if time.monotonic() - last >= MINUTE or options["once"]:
                ticks.tick(clock.now())
                last = time.monotonic()
            self._run_queued()
            if options["once"]:
                return
            for _second in range(2):
                if running:
                    time.sleep(1)

    def _run_queued(self) -> None:
        """One pass over the queue, in batch mode: it returns when nothing waits."""
        if not DBTaskResult.objects.ready().exists():
            return
        Worker(
            queue_names=["default"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id="kanaf",
            excluded_queue_names=[],
        ).run()
