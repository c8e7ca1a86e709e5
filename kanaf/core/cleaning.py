"""Make a file harmless and silent: nothing in it but what is seen. Runs as a process of its own, without Django.

`python -I cleaning.py` reads a file from its input and writes the clean one to its output, its type on the first line. It limits
itself before it reads: memory, time, files. A file that is not a JPEG, a PNG or a PDF ends it with status 3, one that cannot be
read with 4, one that is encrypted with 5.
"""

import io
import resource
import sys
from typing import Any

import pikepdf
from PIL import Image, ImageOps

UNKNOWN, BROKEN, LOCKED = 3, 4, 5
MEMORY = 768 * 1024 * 1024
SECONDS = 20
MOST_PIXELS = 40_000_000
MOST_OBJECTS = 200_000
# What a PDF says beside its pages, or does by itself.
SILENCED: tuple[str, ...] = (
    "/Metadata",
    "/PieceInfo",
    "/LastModified",
    "/Thumb",
    "/AA",
    "/JS",
    "/JavaScript",
    "/OpenAction",
    "/Launch",
    "/AF",
)
SILENCED += ("/EmbeddedFiles", "/Outlines", "/URI", "/Alt", "/T", "/RC", "/Info")
# Nothing but this stays of a page and of a picture: whatever a program thinks of adding is gone.
PAGE = {"/Type", "/Parent", "/Resources", "/Contents", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"}
PAGE |= {"/Group"}
PICTURE = {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms", "/Length", "/Mask"}
PICTURE |= {"/SMask", "/ImageMask", "/Decode", "/Interpolate", "/Intent", "/Matte"}


def kind_of(content: bytes) -> str:
    """`jpeg`, `png` or `pdf` by what the file begins with; nothing for all others, whatever their name."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "pdf" if content.lstrip(b"\x00\t\n\r ")[:5] == b"%PDF-" else ""


def clean(content: bytes) -> tuple[str, bytes]:
    """The kind of a file and its clean bytes. Raises ValueError for a file of another kind, others for one that cannot be read."""
    kind = kind_of(content)
    if not kind:
        raise ValueError("kind")
    return kind, clean_pdf(content) if kind == "pdf" else clean_image(content, kind)


def clean_image(content: bytes, kind: str) -> bytes:
    """The pixels alone, turned as the camera meant, in a new file."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(content), formats=[kind.upper()]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise OverflowError("pixels")
        turned = ImageOps.exif_transpose(opened)
        mode = "RGBA" if kind == "png" and turned.has_transparency_data else "L" if turned.mode in {"1", "L", "LA", "I;16", "I"} else "RGB"
        pixels = turned.convert(mode)
        fresh = Image.frombytes(mode, pixels.size, pixels.tobytes())
    written = io.BytesIO()
    if kind == "jpeg":
        fresh.convert("RGB" if mode == "RGBA" else mode).save(written, "JPEG", quality=88, optimize=True)
    else:
        fresh.save(written, "PNG", optimize=False)
    return written.getvalue()


def clean_pdf(content: bytes) -> bytes:
    """The pages with what stands on them; no properties, scripts, attachments, comments, forms or thumbnails."""
    with pikepdf.open(io.BytesIO(content), suppress_warnings=True, attempt_recovery=True) as pdf:
        if len(pdf.objects) > MOST_OBJECTS or not len(pdf.pages):
            raise OverflowError("objects")
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        fresh = pikepdf.new()
        fresh.pages.extend(pdf.pages)
        for page in fresh.pages:
            _keep(page.obj, PAGE)
        for held in fresh.objects:
            _silence(held)
        written = io.BytesIO()
        fresh.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def _silence(held: pikepdf.Object) -> None:
    if not isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        return
    for name in SILENCED:
        if name in held:
            del held[name]
    if not isinstance(held, pikepdf.Stream) or held.get("/Subtype") != "/Image":
        return
    _keep(held, PICTURE)
    if _is_jpeg(held):
        decoding: Any = held.get("/DecodeParms")
        held.write(without_segments(held.read_raw_bytes()), filter=pikepdf.Name("/DCTDecode"), decode_parms=decoding)


def _keep(held: pikepdf.Object, names: set[str]) -> None:
    for name in set(held.keys()) - names:
        del held[name]


def _is_jpeg(held: pikepdf.Stream) -> bool:
    filters = held.get("/Filter")
    if isinstance(filters, pikepdf.Array):
        return len(filters) == 1 and filters[0] == "/DCTDecode"
    return bool(filters == "/DCTDecode")


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without what cameras and programs write into it: only Adobe's marker stays, which says what the colours mean."""
    kept, here = [jpeg[:2]], 2
    while here + 4 <= len(jpeg) and jpeg[here] == 0xFF:
        marker = jpeg[here + 1]
        if marker == 0xDA:  # the picture begins
            break
        length = 2 + int.from_bytes(jpeg[here + 2 : here + 4], "big")
        if not (0xE0 <= marker <= 0xEF and marker != 0xEE) and marker != 0xFE:
            kept.append(jpeg[here : here + length])
        here += length
    end = jpeg.rfind(b"\xff\xd9")
    return b"".join(kept) + jpeg[here : end + 2 if end > here else len(jpeg)]


def limit() -> None:
    """Little memory, little time, no files to write, no other process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    limit()
    try:
        kind, written = clean(sys.stdin.buffer.read())
    except ValueError as error:
        return UNKNOWN if str(error) == "kind" else BROKEN
    except pikepdf.PasswordError:
        return LOCKED
    except (Exception, MemoryError):
        return BROKEN
    sys.stdout.buffer.write(kind.encode() + b"\n" + written)
    return 0


if __name__ == "__main__":
    sys.exit(main())
