"""The demonstration: keys, database, pack, a synthetic caseload, then worker and server on http://localhost:8000."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kanaf.children import cards
from kanaf.core import keys, rows
from kanaf.core.catalogs import compile_catalogs
from kanaf.pack.demo import build, people


class Command(BaseCommand):
    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="build and stop")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        fresh_keys = bool(keys.make_missing())
        people.passphrase()
        compile_catalogs()
        if fresh_keys:  # settings were read before the keys were there
            raise SystemExit(subprocess.call([sys.executable, *sys.argv], env=os.environ | {"KANAF_DEMO": "1"}))
        self._migrate()
        if build.is_begun():
            self.stdout.write("An earlier build was interrupted: starting anew.")
            self._empty()
        if not build.is_built():
            build.build(self._say)
        if cards.waiting():
            call_command("rebuild_name_keys")
        if not settings.DEBUG:
            self._collect_static()
        self._say_accounts(options["port"])
        if not options["no_serve"]:
            self._serve(options["port"])

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)

    def _empty(self) -> None:
        """Only ever a demonstration's own database file, marked as such by its home."""
        name = connection.settings_dict["NAME"]
        connection.close()
        if connection.vendor == "sqlite":
            Path(name).unlink(missing_ok=True)
        else:
            with rows.as_owner(), connection.cursor() as cursor:
                cursor.execute("drop schema public cascade; create schema public")
        for file in (settings.KANAF_AUDIT_HEADS, settings.KANAF_ERASURES):
            file.unlink(missing_ok=True)
        for folder in settings.KANAF_HEAD_FOLDERS:
            for file in folder.glob("*.head"):
                file.unlink()
        self._migrate()

    def _collect_static(self) -> None:
        manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
        newest = max((file.stat().st_mtime for file in settings.BASE_DIR.glob("kanaf/*/static/**/*") if file.is_file()), default=0)
        if not manifest.exists() or manifest.stat().st_mtime < newest:
            call_command("collectstatic", verbosity=0, interactive=False)
            manifest.touch()

    def _say_accounts(self, port: int) -> None:
        self.stdout.write("")
        self.stdout.write(
            f"Kanaf, demonstration with invented data: http://localhost:{port}/ (site) and http://localhost:{port}/work/ (work)"
        )
        self.stdout.write(f"All accounts have the passphrase  {people.passphrase()}")
        names = {key: role for key, _name, role, _organisation, _city in people.PEOPLE}
        for key in people.SHOWN:
            self.stdout.write(f"  {names[key].label!s:34} {people.address(key)}")
        self.stdout.write("")

    def _serve(self, port: int) -> None:
        environment = os.environ | {"KANAF_DEMO": "1"}
        manage = str(settings.BASE_DIR / "manage.py")
        worker = subprocess.Popen([sys.executable, manage, "worker"], env=environment)
        command = [sys.executable, "-m", "gunicorn", "kanaf.config.wsgi", "--bind", f"localhost:{port}", "--workers", "2"]
        command += ["--preload", "--no-control-socket"]
        server = subprocess.Popen([*command, "--chdir", str(settings.BASE_DIR), "--log-level", "warning"], env=environment)

        def stop(*_args: object) -> None:
            server.terminate()
            worker.terminate()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self._say(f"Serving on http://localhost:{port}/ — stop with Ctrl-C.")
        server.wait()
        worker.terminate()
        worker.wait()
