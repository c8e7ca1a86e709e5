"""Reads a document from its input, as JSON, and writes it to its output as a tagged PDF (PDF/UA-1). Knows no Django."""

import sys
from pathlib import Path

import typst

HOME = Path(__file__).parent

sys.stdout.buffer.write(
    typst.compile(
        str(HOME / "record.typ"),
        root=str(HOME),
        font_paths=[str(HOME / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"given": sys.stdin.buffer.read().decode()},
        pdf_standards="ua-1",
    )
)
