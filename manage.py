#!/usr/bin/env python
"""The command line of Kanaf: `./manage.py help` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

from kanaf.core import rows

# Commands that change the schema act as the database's owner; all others start with no rows in reach.
SCHEMA = {"migrate", "makemigrations", "flush", "sqlmigrate", "dbshell", "showmigrations", "demo", "squashmigrations"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kanaf.config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in SCHEMA:
        rows.set_process_default(rows.OWNER)
    if sys.argv[1:2] == ["demo"]:
        os.environ["KANAF_DEMO"] = "1"
    execute_from_command_line(sys.argv)
