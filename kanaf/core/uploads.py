"""Files that arrive are held in memory, never in a temporary file, and made harmless by a process of its own."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MOST = 20 * 1024 * 1024
SECONDS = 30  # on the wall, of a busy machine; the process gives itself 10 of the processor
CLEANING = Path(__file__).with_name("cleaning.py")
TYPES = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
WHY = {3: "kind", 5: "locked"}


class NotClean(Exception):
    """A file that is not taken in: `why` is kind, locked, broken or slow."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class MemoryOnly(FileUploadHandler):
    """Keeps what arrives in memory; of a file beyond the limit it keeps its size alone."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts: list[bytes] = []
        self.length = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.length += len(raw_data)
        if self.length <= MOST:
            self.parts.append(raw_data)
        else:
            self.parts.clear()

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        content = io.BytesIO(b"".join(self.parts))
        return InMemoryUploadedFile(content, self.field_name, self.file_name, self.content_type, file_size, self.charset)


def cleaned(content: bytes) -> tuple[str, bytes]:
    """The kind of a file (`jpeg`, `png`, `pdf`) and its clean bytes. Raises NotClean; nothing of the file runs in our process."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CLEANING)], input=content, capture_output=True, timeout=SECONDS, check=False, env={}, cwd="/"
        )
    except subprocess.TimeoutExpired as slow:
        raise NotClean("slow") from slow
    kind, newline, clean = done.stdout.partition(b"\n")
    if done.returncode or not newline or kind.decode(errors="replace") not in TYPES:
        raise NotClean(WHY.get(done.returncode, "broken"))
    return kind.decode(), clean
