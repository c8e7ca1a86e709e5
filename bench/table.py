"""The table that people read, and the JSON that machines do."""

import importlib.metadata
import os
import platform
from typing import Any

HEADS = ("work", "ours ms", "p95", "cpu ms", "raw ms", "p95", "ratio", "/s", "goal", "met")
YES_NO = {True: "yes", False: "NO", None: "–"}


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    cpu = next((line.partition(":")[2].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())  # noqa: SIM115
    return {
        "cores": os.cpu_count(),
        "cpu": cpu,
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "django": importlib.metadata.version("django"),
        "gunicorn": importlib.metadata.version("gunicorn"),
    }


def lines(found: dict[str, Any]) -> list[str]:
    """One engine's results, as a table in Markdown."""
    said = [f"**{found['engine']}** · {found['people']:,} children · {found['about']}", ""]
    rows = [HEADS, tuple("---" for _head in HEADS), *(_row(result) for result in found["results"])]
    said += ["| " + " | ".join(row) + " |" for row in rows]
    notes = [f"- {result['name']}: {result['note']}" for result in found["results"] if result["note"]]
    missing = [f"- !! NOT MEASURED: {name}: {why}" for name, why in found["missing"].items()]
    return [*said, "", *notes, *missing, ""]


def _row(result: dict[str, Any]) -> tuple[str, ...]:
    ours, raw = result["ours"] or {}, result["raw"] or {}
    median = f"{result['megabytes']:.0f} MB" if result["megabytes"] is not None else _number(ours.get("median"))
    return (
        result["name"],
        median,
        _number(ours.get("p95")),
        _number(result["cpu"]),
        _number(raw.get("median")),
        _number(raw.get("p95")),
        _number(result["ratio"]),
        _number(result["per_second"]),
        result["goal"] or "–",
        YES_NO[result["met"]],
    )


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
