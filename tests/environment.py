"""Loaded before Django's settings: a home of its own for the tests, keys included, and a clock that stands on one day."""

import base64
import gc
import hashlib
import os
import tempfile
from pathlib import Path

gc.set_threshold(50_000, 20, 20)  # looking for garbage as often as a long-lived server does would cost a tenth of the run

ROOT = Path(__file__).resolve().parents[1]
engine = "pg" if "postgres" in os.environ.get("DATABASE_URL", "") else "sqlite"
tag = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
home = Path(tempfile.gettempdir()) / f"kanaf-tests-{tag}-{engine}-{os.getuid()}"
home.mkdir(exist_ok=True)

os.environ["KANAF_HOME"] = str(home)
os.environ["KANAF_KEYS"] = str(home / "keys")
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
os.environ["KANAF_AUDIT_HEADS"] = str(home / f"heads{worker}.txt")
os.environ["KANAF_TEST_SQLITE"] = str(home / "test.sqlite3")
os.environ["KANAF_TESTING"] = "1"
os.environ.setdefault("KANAF_DEMO", "1")
os.environ.setdefault("KANAF_CLOCK", "2026-11-16T10:00:00")
os.environ["KANAF_SURFACE"] = "all"

(home / "keys").mkdir(exist_ok=True)
for name in ("django", "master", "audit", "names", "heads", "factors"):
    file = home / "keys" / name
    if not file.exists():
        file.write_text(base64.urlsafe_b64encode(hashlib.sha256(name.encode()).digest()).decode())
