"""Make a file harmless and silent: nothing in it but what is seen. Runs as a process of its own, without Django.

`python -I cleaning.py` reads a file from its input and writes the clean one to its output, its type on the first line. It limits
itself before it reads: memory, time, files. A file that is not a JPEG, a PNG or a PDF ends it with status 3, one that cannot be
read with 4, one that is encrypted with 5.
"""

import io
import re
import resource
import sys

import pikepdf
from PIL import Image

UNKNOWN, BROKEN, LOCKED = 3, 4, 5
MEMORY = 224 * 1024 * 1024  # what it may write to; with the libraries mapped beside it, 256 MB at most
ADDRESSES = 768 * 1024 * 1024
SECONDS = 10
MOST_PIXELS = 40_000_000
KEPT_PIXELS = 16_000_000  # of more, every second: a page of A4 stays legible, and the memory suffices
MOST_OBJECTS = 50_000
MOST_DRAWN = 32 * 1024 * 1024
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
SILENCED += ("/EmbeddedFiles", "/Outlines", "/URI", "/Alt", "/T", "/RC", "/Info", "/Properties", "/ActualText", "/OC")
# Nothing but this stays of a page and of a picture: whatever a program thinks of adding is gone.
PAGE = {"/Type", "/Parent", "/Resources", "/Contents", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit"}
PAGE |= {"/Group"}
PICTURE = {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms", "/Length", "/Mask"}
PICTURE |= {"/SMask", "/ImageMask", "/Decode", "/Interpolate", "/Intent", "/Matte"}
DRAWING = {"/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/Length", "/Filter", "/DecodeParms"}
# Filters whose bytes are what they say; anything else has to be unfolded and folded anew.
PLAIN = {"/FlateDecode", "/LZWDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode"}
COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
# Words in a drawing that carry more than they draw: properties, pictures in the line, comments.
CARRIES = re.compile(rb"BDC|DP|BI|%")
# Where the pixels of one scan of a JPEG end: a marker that is neither a stuffed nought nor a restart.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


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
        turn = opened.getexif().get(ORIENTATION)
        if opened.width * opened.height > KEPT_PIXELS:
            opened.draft(None, (opened.width // 2, opened.height // 2))
        pixels = _in_few_colours(opened, kind)
    if turn in TURNS:
        pixels = pixels.transpose(TURNS[turn])
    pixels.info = {}  # what a picture carries beside its pixels would be written again
    written = io.BytesIO()
    if kind == "jpeg":
        pixels.save(written, "JPEG", quality=88)
    else:
        pixels.save(written, "PNG", optimize=False)
    return written.getvalue()


def _in_few_colours(opened: Image.Image, kind: str) -> Image.Image:
    """The pixels as grey, colour or colour with transparency, and no more of them than are kept."""
    mode = "RGBA" if kind == "png" and opened.has_transparency_data else "L" if opened.mode in {"1", "L", "LA", "I;16", "I"} else "RGB"
    if opened.width * opened.height > KEPT_PIXELS and opened.mode not in {"1", "P", "I", "I;16"}:
        return opened.reduce(2).convert(mode)
    return opened.convert(mode)


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
            page.contents_coalesce()
            _keep(page.obj, PAGE)
        for held in list(fresh.objects):
            _silence(held)
        for page in fresh.pages:
            _quieten(page.obj.get("/Contents"))
        written = io.BytesIO()
        fresh.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return written.getvalue()


def _silence(held: pikepdf.Object) -> None:
    if isinstance(held, pikepdf.Array):
        _plain_colours(held)
    if not isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
        return
    for name in SILENCED:
        if name in held:
            del held[name]
    for name in list(held.keys()):
        inner = held.get(name)
        if isinstance(inner, pikepdf.Array):
            held[name] = _plain_colours(inner)
        elif isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
            _silence(inner)
    if not isinstance(held, pikepdf.Stream):
        return
    if held.get("/Subtype") == "/Image":
        _keep(held, PICTURE)
        _without_position(held)
    elif held.get("/Subtype") == "/Form":
        _keep(held, DRAWING)
        _quieten(held)
    elif held.get("/PatternType") == 1:
        _quieten(held)


def _plain_colours(held: pikepdf.Array) -> pikepdf.Object:
    """A colour space that is measured for one camera or printer becomes the plain one of as many colours."""
    if len(held) == 2 and held[0] == "/ICCBased" and isinstance(held[1], pikepdf.Stream):
        return pikepdf.Name(COLOURS.get(int(held[1].get("/N", 3)), "/DeviceRGB"))
    for index, inner in enumerate(held):
        if isinstance(inner, pikepdf.Array):
            held[index] = _plain_colours(inner)
        elif isinstance(inner, pikepdf.Dictionary) and not inner.is_indirect:
            _silence(inner)
    return held


def _without_position(held: pikepdf.Stream) -> None:
    """A photograph inside a PDF has its own camera and place."""
    filters = held.get("/Filter")
    named = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters is not None else []
    if "/JPXDecode" in named:
        with Image.open(io.BytesIO(_unfolded(held, named[:-1])), formats=["JPEG2000"]) as opened:
            if opened.width * opened.height > KEPT_PIXELS:
                raise OverflowError("pixels")
            pixels = opened.convert("L" if opened.mode == "L" else "RGB")
        held.write(pixels.tobytes())
        held.ColorSpace = pikepdf.Name("/DeviceGray" if pixels.mode == "L" else "/DeviceRGB")
        held.BitsPerComponent = 8
    elif "/DCTDecode" in named:
        decoding = held.get("/DecodeParms")
        last = decoding[-1] if isinstance(decoding, pikepdf.Array) and len(decoding) else decoding
        jpeg = without_segments(_unfolded(held, named[:-1]))
        held.write(jpeg, filter=pikepdf.Name("/DCTDecode"), decode_parms=last if isinstance(last, pikepdf.Dictionary) else None)


def _unfolded(held: pikepdf.Stream, outer: list[str]) -> bytes:
    """The bytes of a picture in its own format. Raises where they are wrapped in something that is not plain."""
    if set(outer) - PLAIN:
        raise OverflowError("filters")
    if not outer:
        return held.read_raw_bytes()
    owner = pikepdf.new()
    wrapped = pikepdf.Stream(owner, held.read_raw_bytes())
    wrapped.Filter = pikepdf.Array([pikepdf.Name(name) for name in outer])
    return wrapped.read_bytes()


def _quieten(held: pikepdf.Object | None) -> None:
    """A drawing without comments, without the words behind what is drawn, its pictures in the line without their position."""
    if not isinstance(held, pikepdf.Stream):
        return
    drawn = held.read_bytes()
    if len(drawn) > MOST_DRAWN:
        raise OverflowError("drawing")
    if not CARRIES.search(drawn):
        return
    kept: list[tuple[list[pikepdf.Object], pikepdf.Operator]] = []
    for step in pikepdf.parse_content_stream(held):
        if isinstance(step, pikepdf.ContentStreamInlineImage):
            if any(str(name) in {"/DCTDecode", "/DCT"} for name in step.iimage.filters):
                continue  # a photograph in the line is rare, and says where it was taken
            kept.append(step)  # type: ignore[arg-type]
        elif str(step.operator) == "BDC":
            kept.append(([step.operands[0]], pikepdf.Operator("BMC")))
        elif str(step.operator) != "DP":
            kept.append((list(step.operands), step.operator))
    held.write(pikepdf.unparse_content_stream(kept))


def _keep(held: pikepdf.Object, names: set[str]) -> None:
    for name in set(held.keys()) - names:
        del held[name]


def without_segments(jpeg: bytes) -> bytes:
    """A JPEG without what cameras and programs write into it: only Adobe's marker stays, which says what the colours mean."""
    kept, here = [jpeg[:2]], 2
    while here + 4 <= len(jpeg) and jpeg[here] == 0xFF:
        marker = jpeg[here + 1]
        if marker == 0xDA:  # the picture begins
            break
        length = 2 + int.from_bytes(jpeg[here + 2 : here + 4], "big")
        if marker == 0xEE:
            kept.append(b"\xff\xee\x00\x0e" + jpeg[here + 4 : here + 16] if jpeg[here + 4 : here + 9] == b"Adobe" else b"")
        elif not 0xE0 <= marker <= 0xEF and marker != 0xFE:
            kept.append(jpeg[here : here + length])
        here += length
    return b"".join(kept) + _pixels_of(jpeg, here)


def _pixels_of(jpeg: bytes, here: int) -> bytes:
    """From the first scan to the end of the picture: no segment between scans, and nothing after it."""
    kept = []
    while here + 4 <= len(jpeg):
        marker = jpeg[here + 1]
        if jpeg[here] != 0xFF or marker == 0xD9:
            break
        length = 2 + int.from_bytes(jpeg[here + 2 : here + 4], "big")
        end = here + length
        if marker == 0xDA:
            found = AFTER_SCAN.search(jpeg, end)
            end = found.start() if found else len(jpeg)
        if not 0xE0 <= marker <= 0xEF and marker != 0xFE:
            kept.append(jpeg[here:end])
        here = end
    return b"".join(kept) + b"\xff\xd9"


def limit() -> None:
    """Little memory, little time, no files to write."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
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
