"""Files as they come from phones, scanners and offices, with a canary in every place that says more than one sees (G18).

A canary is a word of its own for each place, so that what is left says where it came from. `left_in` looks for it in every encoding,
in the bytes, and in whatever can be unfolded out of them, and reads the file's structure without the code that cleaned it.
"""

import base64
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from tests.protection.files import PLACE, pixels

STEM = "Zoumaniguibartholomeus"
# What a clean picture is made of, and nothing else.
JPEG_SEGMENTS = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}
PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def canary(place: str) -> str:
    """`Zoumaniguibartholomeus-gps`: one stem to look for, an ending that says where it stood."""
    return f"{STEM}-{place}"


def xmp(place: str) -> bytes:
    return (
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        f"<dc:creator>{canary(place)}</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
    ).encode()


def exif(dice: random.Random) -> Image.Exif:
    held = Image.Exif()
    for tag in (Base.Artist, Base.ImageDescription, Base.Make, Base.Model, Base.Copyright, Base.Software, Base.DateTime):
        held[tag] = canary(f"exif-{tag.name}")
    for tag in (Base.XPAuthor, Base.XPTitle, Base.XPComment):
        held[tag] = canary(f"exif-{tag.name}").encode("utf-16-le")
    held[Base.Orientation] = dice.choice([1, 3, 6, 8])
    held.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: PLACE, GPS.GPSLongitudeRef: "W", GPS.GPSLongitude: PLACE})
    held.get_ifd(IFD.GPSInfo)[GPS.GPSAreaInformation] = canary("gps").encode()
    held.get_ifd(IFD.Exif).update({Base.UserComment: canary("comment").encode(), Base.BodySerialNumber: canary("serial")})
    held.get_ifd(IFD.Exif)[Base.MakerNote] = canary("maker").encode()
    return held


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def jpeg(dice: random.Random) -> bytes:
    """EXIF with position and thumbnail, XMP, IPTC, MPF, ICC, comments, segments between scans, and a film behind the picture."""
    written = io.BytesIO()
    mode = dice.choice(["RGB", "L", "CMYK"])
    shown = pixels(dice, mode)
    shown.save(written, "JPEG", exif=exif(dice), progressive=dice.random() < 0.5, icc_profile=canary("icc").encode())
    made = written.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", 60) + b"\x1c\x02\x50\x00\x20" + canary("iptc").encode()
    thumb = io.BytesIO()
    shown.convert("RGB").resize((8, 8)).save(thumb, "JPEG", comment=canary("thumbnail").encode())
    extra = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + xmp("xmp")) + segment(0xED, iptc)
    extra += segment(0xE2, b"MPF\x00" + canary("mpf").encode()) + segment(0xFE, canary("jpeg-comment").encode())
    extra += segment(0xE0, b"JFXX\x00\x10" + thumb.getvalue()) + segment(0xEE, b"Ducky" + canary("app14").encode())
    extra += segment(0xEF, base64.b64encode(canary("app15").encode()))
    made = made[:2] + extra + made[2:]
    last = made.rfind(b"\xff\xda")
    if dice.random() < 0.5 and last > 0:
        made = made[:last] + segment(0xFE, canary("between-scans").encode()) + made[last:]
    return made + dice.choice([b"", canary("behind").encode(), thumb.getvalue()])


def png(dice: random.Random) -> bytes:
    """tEXt, zTXt, iTXt, eXIf, a chunk of somebody's own, and words behind the end."""
    written, said = io.BytesIO(), PngInfo()
    said.add_text("Author", canary("text"))
    said.add_text("Comment", canary("ztxt"), zip=True)
    said.add_itxt("XML:com.adobe.xmp", xmp("itxt").decode(), zip=dice.random() < 0.5)
    said.add(b"prVt", canary("own-chunk").encode())
    said.add(b"tIME", struct.pack(">HBBBBB", 2026, 11, 16, 10, 0, 0))
    shown = pixels(dice, dice.choice(["RGB", "RGBA", "L", "LA"]))
    if dice.random() < 0.3:
        shown = shown.convert("RGB").quantize(8)
    shown.save(written, "PNG", pnginfo=said, exif=exif(dice), icc_profile=canary("icc").encode())
    return written.getvalue() + dice.choice([b"", canary("behind").encode(), jpeg(dice)])


def pdf(dice: random.Random) -> bytes:
    """Properties, XMP, comments, forms, scripts, attachments, layers, words behind words, photographs, and an older version."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    form = pikepdf.Stream(
        made, f"% {canary('form-comment')}\n/Span <</ActualText ({canary('form-actual')})>> BDC 0 0 5 5 re f EMC".encode()
    )
    form.Type, form.Subtype, form.BBox = pikepdf.Name("/XObject"), pikepdf.Name("/Form"), pikepdf.Array([0, 0, 9, 9])
    form.LastModified, form.PieceInfo = pikepdf.String(canary("form-modified")), pikepdf.Dictionary(A=pikepdf.String(canary("form-piece")))
    shown = {
        "Im0": _photograph(made, dice, []),
        "Im1": _photograph(made, dice, ["/FlateDecode"]),
        "Im2": _jpeg2000(made, dice),
        "Fm0": form,
    }
    page.obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(**{name: made.make_indirect(held) for name, held in shown.items()}),
        Properties=pikepdf.Dictionary(P0=pikepdf.Dictionary(ActualText=pikepdf.String(canary("properties")))),
    )
    inline = b"BI /W 4 /H 4 /BPC 8 /CS /G /F /DCT ID " + _small(dice) + b"\nEI\n" if dice.random() < 0.5 else b""
    page.obj.Contents = made.make_stream(
        f"% {canary('content-comment')}\nq 100 0 0 100 0 0 cm /Im0 Do /Im1 Do /Im2 Do /Fm0 Do Q\n"
        f"/Span <</ActualText ({canary('actual')}) /E (\\376\\377)>> BDC /P0 MP /X <</A ({canary('point')})>> DP EMC\n".encode()
        + inline
    )
    page.obj.Thumb = made.make_stream(canary("thumb").encode())
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(canary("piece"))))
    page.obj.Annots = pikepdf.Array([made.make_indirect(note) for note in _notes(made)])
    made.docinfo["/Author"] = canary("author")
    made.docinfo["/Custom"] = canary("custom")
    with made.open_metadata() as said:
        said["dc:creator"] = [canary("pdf-xmp")]
    made.attachments["secret.txt"] = canary("attachment").encode()
    script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String(f"app.alert('{canary('script')}')"))
    made.Root.OpenAction = made.make_indirect(script)
    field = pikepdf.Dictionary(FT=pikepdf.Name("/Tx"), T=pikepdf.String(canary("field")), V=pikepdf.String(canary("value")))
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(field)]))
    written = io.BytesIO()
    linear, packed = dice.random() < 0.2, dice.choice([pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
    made.save(written, compress_streams=dice.random() < 0.5, linearize=linear, object_stream_mode=packed)
    content = written.getvalue()
    return content if linear else content + _older(content)


def _small(dice: random.Random) -> bytes:
    written = io.BytesIO()
    pixels(dice, "L", (4, 4)).save(written, "JPEG", comment=canary("inline").encode())
    return written.getvalue()


def _photograph(made: pikepdf.Pdf, dice: random.Random, outer: list[str]) -> pikepdf.Stream:
    content = jpeg(random.Random(dice.randrange(9)))
    with Image.open(io.BytesIO(content)) as opened:
        bands = len(opened.getbands())
    held = pikepdf.Stream(made, zlib.compress(content) if outer else content)
    held.Type, held.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Image")
    held.Width, held.Height, held.BitsPerComponent = 48, 32, 8
    profile = made.make_stream(canary("profile").encode(), {"/N": bands})
    held.ColorSpace = pikepdf.Array([pikepdf.Name("/ICCBased"), made.make_indirect(profile)])
    held.Filter = pikepdf.Array([pikepdf.Name(name) for name in [*outer, "/DCTDecode"]])
    held.Metadata = made.make_stream(xmp("picture-xmp"))
    held.Name = pikepdf.Name("/" + canary("name"))
    return held


def _jpeg2000(made: pikepdf.Pdf, dice: random.Random) -> pikepdf.Stream:
    written = io.BytesIO()
    pixels(dice, "RGB", (16, 16)).save(written, "JPEG2000", comment=canary("jp2").encode())
    held = pikepdf.Stream(made, written.getvalue())
    held.Type, held.Subtype, held.Width, held.Height = pikepdf.Name("/XObject"), pikepdf.Name("/Image"), 16, 16
    held.Filter = pikepdf.Name("/JPXDecode")
    return held


def _notes(made: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    for kind, more in (("/Text", {}), ("/FileAttachment", {}), ("/Popup", {}), ("/Link", {"A": f"https://example.org/{canary('link')}"})):
        note = pikepdf.Dictionary(Type=pikepdf.Name("/Annot"), Subtype=pikepdf.Name(kind), Rect=pikepdf.Array([0, 0, 20, 20]))
        note.Contents, note.T = pikepdf.String(canary(f"note{kind[1:]}")), pikepdf.String(canary("who"))
        note.M, note.NM = pikepdf.String(canary("when")), pikepdf.String(canary("number"))
        if more:
            note.A = pikepdf.Dictionary(S=pikepdf.Name("/URI"), URI=pikepdf.String(more["A"]))
        yield note


def _older(content: bytes) -> bytes:
    """An incremental update that hides the author of the version before it, as programs write them."""
    at = content.rfind(b"startxref")
    before = int(content[at + 9 :].split()[0])
    trailer = content[content.rfind(b"\ntrailer") + 1 : at] if b"\ntrailer" in content else b""
    if not trailer:
        return f"\n% {canary('update')}\n".encode()
    new = b"\n9999 0 obj\n<< /Author (" + canary("update").encode() + b") >>\nendobj\n"
    offset = len(content) + 1
    table = b"xref\n9999 1\n%010d 00000 n \n" % offset
    held = trailer.replace(b"trailer", b"").strip().removesuffix(b">>")
    held += b" /Prev %d /Info 9999 0 R >>" % before
    return new + table + b"trailer " + held + b"\nstartxref\n%d\n%%%%EOF\n" % (len(content) + len(new))


def _office(names: dict[str, str]) -> Callable[[random.Random], bytes]:
    def make(_dice: random.Random) -> bytes:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, text in names.items():
                packed.writestr(name, text)
            packed.writestr("word/media/image1.jpeg", jpeg(random.Random(1)))
        return written.getvalue()

    return make


def _picture(kind: str) -> Callable[[random.Random], bytes]:
    def make(dice: random.Random) -> bytes:
        written = io.BytesIO()
        pixels(dice).save(written, kind, exif=exif(dice)) if kind != "GIF" else pixels(dice).save(
            written, kind, comment=canary("gif").encode()
        )
        return written.getvalue()

    return make


CORE = f"<cp:coreProperties><dc:creator>{canary('creator')}</dc:creator><cp:by>{canary('last')}</cp:by></cp:coreProperties>"
META = f"<office:document-meta><meta:initial-creator>{canary('creator')}</meta:initial-creator></office:document-meta>"
TAKEN = {"jpeg": jpeg, "png": png, "pdf": pdf}
REFUSED = {
    "docx": _office({"[Content_Types].xml": "<Types/>", "docProps/core.xml": CORE, "word/document.xml": "<w:document/>"}),
    "xlsx": _office({"[Content_Types].xml": "<Types/>", "docProps/core.xml": CORE, "xl/workbook.xml": "<workbook/>"}),
    "odt": _office({"mimetype": "application/vnd.oasis.opendocument.text", "meta.xml": META, "content.xml": "<office:document-content/>"}),
    "webp": _picture("WEBP"),
    "tiff": _picture("TIFF"),
    "gif": _picture("GIF"),
    "doc": lambda _dice: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + canary("doc").encode("utf-16-le") * 9,
    "heic": lambda _dice: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + canary("heic").encode(),
}


def spellings() -> list[bytes]:
    """The stem in every encoding in which a program might keep it. Of base64, what is the same at each of its three beginnings."""
    word = STEM.encode()
    folded = [base64.b64encode(b"\0" * shift + word)[4 if shift else 0 : -4] for shift in range(3)]
    return [word, STEM.encode("utf-16-le"), STEM.encode("utf-16-be"), word.hex().encode(), word.hex().upper().encode(), *folded, word[::-1]]


def _said(content: bytes) -> bool:
    return any(spelling in content for spelling in spellings())


def left_in(kind: str, content: bytes) -> list[str]:
    """What a file still says besides what one sees: nothing, when it is clean."""
    found = ["a canary in the bytes"] if _said(content) else []
    return found + {"jpeg": _left_in_jpeg, "png": _left_in_png, "pdf": _left_in_pdf}[kind](content)


def _left_in_jpeg(content: bytes) -> Iterator[str] | list[str]:
    found, here = [], 2
    while here + 4 <= len(content):
        marker, length = content[here + 1], int.from_bytes(content[here + 2 : here + 4], "big")
        found += [f"segment {marker:02X}"] if content[here] != 0xFF or marker not in JPEG_SEGMENTS else []
        here += 2 + length
        if marker == 0xDA:
            while here < len(content) and not (content[here] == 0xFF and content[here + 1] not in {0, *range(0xD0, 0xD8)}):
                here += 1
            if content[here : here + 2] == b"\xff\xd9":
                here += 2
                break
    found += ["bytes behind the end"] if here != len(content) else []
    return found + _left_for_pillow(content)


def _left_in_png(content: bytes) -> list[str]:
    found, here = [], 8
    while here < len(content):
        length, name = int.from_bytes(content[here : here + 4], "big"), content[here + 4 : here + 8]
        found += [f"chunk {name!r}"] if name not in PNG_CHUNKS else []
        here += 12 + length
        if name == b"IEND":
            break
    found += ["bytes behind the end"] if here != len(content) else []
    return found + _left_for_pillow(content)


def _left_for_pillow(content: bytes) -> list[str]:
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
        harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "transparency", "progressive", "progression"}
        return sorted(set(opened.info) - harmless) + [f"exif {tag}" for tag in opened.getexif()]


def _left_in_pdf(content: bytes) -> list[str]:
    found = []
    with pikepdf.open(io.BytesIO(content)) as opened:
        for held in opened.objects:
            found += _left_in_object(held)
        found += [f"root {name}" for name in opened.Root if name not in {"/Type", "/Pages"}]
        found += ["properties"] if dict(opened.docinfo) else []
        found += [
            f"page {name}" for page in opened.pages for name in ("/Annots", "/Thumb", "/PieceInfo", "/AA", "/Metadata") if name in page.obj
        ]
    found += ["an older version"] if content.count(b"%%EOF") != 1 or content.count(b"startxref") != 1 else []
    return found


def _left_in_object(held: Any) -> list[str]:
    found = ["a canary in an object"] if _said(held.unparse(resolved=True) if not isinstance(held, pikepdf.Stream) else b"") else []
    if not isinstance(held, pikepdf.Stream):
        return found
    found += ["a canary beside a stream"] if any(_said(str(held.get(name)).encode()) for name in held) else []
    raw = held.read_raw_bytes()
    try:
        unfolded = held.read_bytes()
    except pikepdf.PdfError:
        unfolded = raw
    inner = _inflated(raw)
    found += ["a canary in a stream"] if any(map(_said, (raw, unfolded, inner))) else []
    raw = inner or raw
    if "/DCTDecode" in str(held.get("/Filter")):
        found += [
            f"a picture's segment {mark!r}" for mark in (b"Exif", b"ns.adobe.com", b"Photoshop", b"MPF\0", b"ICC_PROFILE") if mark in raw
        ]
    return found


def _inflated(raw: bytes) -> bytes:
    """What a stream holds whose outermost filter is zlib's: pikepdf does not unfold a photograph that is folded once more."""
    try:
        return zlib.decompressobj().decompress(raw)
    except zlib.error:
        return b""
