"""No metadata left (G18): files as phones, scanners and offices make them, and files made to break whoever opens them."""

import io
import random
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from PIL import Image

from kanaf.core import cleaning, uploads
from tests.protection import planted

Promise = Callable[[str, str], None]
pytestmark = pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO file")


def sent(seeds: range) -> tuple[Counter[str], dict[str, list[str]]]:
    """Send files of every kind through the process; how many were cleaned and refused, and what was left in which."""
    makers = {**planted.TAKEN, **planted.REFUSED}
    turn = [*sorted(planted.TAKEN) * 4, *sorted(planted.REFUSED)]  # most of what arrives is a photograph or a PDF
    counted: Counter[str] = Counter()
    left: dict[str, list[str]] = {}
    for seed in seeds:
        kind = turn[seed % len(turn)]
        dirty = makers[kind](random.Random(seed))
        try:
            found, clean = uploads.cleaned(dirty)
        except uploads.NotClean as refused:
            counted["refused"] += 1
            if kind in planted.TAKEN or refused.why != "kind":
                left[f"{kind} {seed}"] = [f"refused: {refused.why}"]
            continue
        counted["cleaned"] += 1
        if kind in planted.REFUSED:
            left[f"{kind} {seed}"] = ["taken in"]
        elif rest := planted.left_in(found, clean):
            left[f"{kind} {seed}"] = rest
    return counted, left


def say(promise: Promise, counted: Counter[str], left: dict[str, list[str]]) -> None:
    promise(
        "G18",
        f"{counted.total()} files with position, author, thumbnails: {counted['cleaned']} pictures and PDFs cleaned, "
        f"{counted['refused']} Office and other files refused, {len(left)} with anything left",
    )


@pytest.mark.parametrize("kind", sorted(planted.TAKEN))
def test_what_is_planted_is_found_before_it_is_cleaned(kind: str) -> None:
    """Else nothing here could fail."""
    for seed in range(6):
        assert len(set(planted.left_in(kind, planted.TAKEN[kind](random.Random(seed))))) >= 3


def test_a_canary_is_found_in_every_encoding() -> None:
    for spelling in planted.spellings():
        assert "a canary in the bytes" in planted.left_in("png", png() + spelling)


def test_thirty_files_are_left_without_metadata(promise: Promise) -> None:
    counted, left = sent(range(30))
    say(promise, counted, left)
    assert left == {}
    assert min(counted["cleaned"], counted["refused"]) > 5


@pytest.mark.drill
def test_five_hundred_files_are_left_without_metadata(promise: Promise) -> None:
    counted, left = sent(range(500))
    say(promise, counted, left)
    assert left == {}
    assert counted.total() == 500


def test_a_photograph_in_a_pdf_still_shows_what_it_showed() -> None:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    shown = planted._photograph(made, random.Random(3), ["/FlateDecode"])
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(shown)))
    page.obj.Contents = made.make_stream(b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    before = pixels_of(zlib.decompress(shown.read_raw_bytes()))
    written = io.BytesIO()
    made.save(written)
    with pikepdf.open(io.BytesIO(uploads.cleaned(written.getvalue())[1])) as opened:
        after = pixels_of(opened.pages[0].obj.Resources.XObject.Im0.read_raw_bytes())
    assert before == after


def test_the_words_of_a_page_stay() -> None:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    page.obj.Contents = made.make_stream(
        b"% by somebody\nBT /F1 12 Tf 10 10 Td (Extrait de naissance) Tj ET\n/P <</MCID 0>> BDC 0 0 9 9 re f EMC"
    )
    written = io.BytesIO()
    made.save(written)
    with pikepdf.open(io.BytesIO(uploads.cleaned(written.getvalue())[1])) as opened:
        drawn = opened.pages[0].obj.Contents.read_bytes()
    assert b"(Extrait de naissance) Tj" in drawn
    assert b"0 0 9 9 re" in drawn
    assert b"somebody" not in drawn
    assert b"MCID" not in drawn


def test_a_photograph_of_many_pixels_is_kept_smaller_and_upright() -> None:
    written, turned = io.BytesIO(), Image.Exif()
    turned[0x0112] = 6
    Image.linear_gradient("L").resize((6000, 4000)).convert("RGB").save(written, "JPEG", exif=turned)
    with Image.open(io.BytesIO(uploads.cleaned(written.getvalue())[1])) as opened:
        assert opened.size == (2000, 3000)


def pixels_of(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as opened:
        return opened.tobytes()


# --- Files that unfold to more than there is ---------------------------------------------------------------------------


def png(size: tuple[int, int] = (8, 8), mode: str = "1") -> bytes:
    written = io.BytesIO()
    Image.new(mode, size).save(written, "PNG")
    return written.getvalue()


def huge_dimensions() -> bytes:
    """A header that speaks of 65,535 × 65,535 pixels, and a few bytes."""
    small = io.BytesIO()
    Image.new("L", (8, 8)).save(small, "JPEG")
    content = bytearray(small.getvalue())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    return bytes(content)


def one_page(contents: bytes, **more: Any) -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page()
    page.obj.Contents = made.make_stream(contents)
    for name, value in more.items():
        page.obj[f"/{name}"] = value(made)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def deep_arrays(depth: int = 100_000) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + b"[" * depth + b"]" * depth + b"\nendobj\ntrailer <</Root 1 0 R>>\n%%EOF"


def deep_pages(depth: int = 3000) -> bytes:
    objects = [b"1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"]
    objects += [b"%d 0 obj <</Type/Pages/Count 1/Kids[%d 0 R]>> endobj\n" % (number, number + 1) for number in range(2, depth)]
    objects.append(b"%d 0 obj <</Type/Page/MediaBox[0 0 9 9]>> endobj\n" % depth)
    return b"%PDF-1.7\n" + b"".join(objects) + b"trailer <</Root 1 0 R>>\n%%EOF"


def folded_streams() -> bytes:
    """Half a gigabyte folded twice into a few kilobytes, as the contents of a page."""

    def folded(made: pikepdf.Pdf) -> pikepdf.Object:
        packer = zlib.compressobj(9)
        once = b"".join(packer.compress(bytes(1 << 24)) for _part in range(32)) + packer.flush()
        held = pikepdf.Stream(made, zlib.compress(once, 9))
        held.Filter = pikepdf.Array([pikepdf.Name("/FlateDecode")] * 2)
        return made.make_indirect(held)

    return one_page(b"", Contents=folded)


def many_steps() -> bytes:
    return one_page(b"/P <</A 1>> BDC EMC\n" * 1_600_000)


BOMBS: dict[str, Callable[[], bytes]] = {
    "a picture of 100 million pixels": lambda: png((10_000, 10_000)),
    "a picture of the most pixels that are read": lambda: png((8000, 5000), "RGBA"),
    "dimensions without pixels": huge_dimensions,
    "arrays in arrays": deep_arrays,
    "pages in pages": deep_pages,
    "streams folded twice": folded_streams,
    "millions of steps": many_steps,
    "a page that is its own parent": lambda: deep_pages(3).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_bomb_is_over_within_256_mb_and_10_seconds(name: str, promise: Promise) -> None:
    content = BOMBS[name]()
    assert len(content) < uploads.MOST * 2
    status, used, seconds = measured(content)
    promise("G18", f"bomb, {name}: status {status}, {used} MB, {seconds:.1f} s of the processor")
    assert status in {0, cleaning.UNKNOWN, cleaning.BROKEN, -6, -9, -11, -24}
    assert used <= 256
    assert seconds <= cleaning.SECONDS + 1
    if status:
        with pytest.raises(uploads.NotClean):
            uploads.cleaned(content)


# A process is charged with the memory of the one that started it: a small one stands between, and tells what it saw.
WATCH = """
import os, subprocess, sys
nowhere = subprocess.DEVNULL
process = subprocess.Popen([sys.executable, "-I", sys.argv[1]], stdin=sys.stdin.buffer, stdout=nowhere, stderr=nowhere, env={})
_pid, status, usage = os.wait4(process.pid, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss // 1024, usage.ru_utime + usage.ru_stime)
"""


def measured(content: bytes) -> tuple[int, int, float]:
    """Status, most memory in MB, and seconds of the processor of the process that cleans."""
    watching = [sys.executable, "-c", WATCH, str(uploads.CLEANING)]
    told = subprocess.run(watching, input=content, capture_output=True, check=True, timeout=60).stdout.split()
    return int(told[0]), int(told[1]), float(told[2])


def test_the_process_limits_itself_before_it_reads() -> None:
    """Memory, processor, files to write and files to open; asked of a process that did nothing else."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource as r, sys; sys.path.insert(0, sys.argv[1]); import cleaning; cleaning.limit()\n"
            "print(*(r.getrlimit(getattr(r, 'RLIMIT_' + name))[0] for name in ('DATA', 'CPU', 'FSIZE', 'NOFILE', 'CORE')))",
            str(uploads.CLEANING.parent),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(224 * 1024 * 1024), "10", "0", "32", "0"]
