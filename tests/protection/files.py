"""Pictures and PDFs for tests, each with a word in every place that says more than one sees."""

import io
import random
from typing import Any

import pikepdf
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

WORD = "Zoumaniguibartholomeus"
PLACE = (33.0, 35.0, 17.5)


def exif() -> Image.Exif:
    """Author, description, camera, comment, and a position."""
    held = Image.Exif()
    for tag in (Base.Artist, Base.ImageDescription, Base.Make, Base.Copyright, Base.XPAuthor, Base.Software):
        held[tag] = WORD
    held.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: PLACE, GPS.GPSLongitudeRef: "W", GPS.GPSLongitude: PLACE})
    held.get_ifd(IFD.Exif)[Base.UserComment] = WORD.encode()
    return held


def pixels(dice: random.Random, mode: str = "RGB", size: tuple[int, int] = (48, 32)) -> Image.Image:
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, size, dice.randbytes(size[0] * size[1] * bands))


def jpeg(dice: random.Random) -> bytes:
    written = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{WORD}</x:xmpmeta>".encode()
    mode = dice.choice(["RGB", "L", "CMYK"])
    pixels(dice, mode).save(written, "JPEG", exif=exif(), xmp=xmp, comment=WORD.encode(), icc_profile=WORD.encode())
    return written.getvalue() + dice.choice([b"", WORD.encode()])  # some phones append a film


def png(dice: random.Random) -> bytes:
    written, said = io.BytesIO(), PngInfo()
    said.add_text("Author", WORD)
    said.add_text("Comment", WORD, zip=True)
    said.add_itxt("XML:com.adobe.xmp", WORD)
    pixels(dice, dice.choice(["RGB", "RGBA", "L", "LA"])).save(written, "PNG", pnginfo=said, exif=exif())
    return written.getvalue() + dice.choice([b"", WORD.encode()])


def pdf(dice: random.Random) -> bytes:
    """Properties, XMP, a thumbnail, a comment, a form, a script, an attachment, and a photograph with its own position."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(200, 200))
    picture = pikepdf.Stream(made, jpeg(random.Random(1)))
    picture.Type, picture.Subtype = pikepdf.Name("/XObject"), pikepdf.Name("/Image")
    picture.Width, picture.Height, picture.BitsPerComponent = 48, 32, 8
    picture.ColorSpace, picture.Filter = pikepdf.Name("/DeviceRGB"), pikepdf.Name("/DCTDecode")
    picture.Metadata = made.make_stream(WORD.encode())
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=made.make_indirect(picture)))
    page.obj.Contents = made.make_stream(b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    page.obj.Thumb = made.make_stream(WORD.encode())
    page.obj.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=pikepdf.String(WORD)))
    note: dict[str, Any] = {"Type": "/Annot", "Subtype": "/Text", "Rect": [0, 0, 20, 20], "Contents": WORD, "T": WORD}
    note = {key: pikepdf.Name(value) if str(value).startswith("/") else value for key, value in note.items()}
    page.obj.Annots = pikepdf.Array([made.make_indirect(pikepdf.Dictionary(**note))])
    made.docinfo["/Author"] = WORD
    made.docinfo["/Custom"] = WORD
    with made.open_metadata() as said:
        said["dc:creator"] = [WORD]
    made.attachments["secret.txt"] = WORD.encode()
    script = pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS=pikepdf.String(f"app.alert('{WORD}')"))
    made.Root.OpenAction = made.make_indirect(script)
    field = pikepdf.Dictionary(FT=pikepdf.Name("/Tx"), T=pikepdf.String(WORD), V=pikepdf.String("seen"))
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(field)]))
    written = io.BytesIO()
    made.save(written, compress_streams=dice.random() < 0.5)
    return written.getvalue()


MAKERS = {"jpeg": jpeg, "png": png, "pdf": pdf}


def says_more(kind: str, content: bytes) -> list[str]:
    """What a file still says besides what one sees: nothing, when it is clean."""
    found = ["word in the bytes"] if WORD.encode() in content else []
    if WORD.encode("utf-16-be") in content or WORD.encode("utf-16-le") in content:
        found.append("word in UTF-16")
    if kind == "pdf":
        with pikepdf.open(io.BytesIO(content)) as opened:
            for held in opened.objects:
                if isinstance(held, pikepdf.Stream):
                    raw = held.read_raw_bytes() if held.get("/Filter") == "/DCTDecode" else held.read_bytes()
                    found += ["word in a stream"] if WORD.encode() in raw else []
                    found += ["position in a picture"] if b"Exif" in raw else []
                    found += ["metadata"] if "/Metadata" in held else []
            root = opened.Root
            found += [name for name in ("/AcroForm", "/OpenAction", "/Names", "/Metadata", "/AF") if name in root]
            found += ["properties"] if dict(opened.docinfo) else []
            found += [name for page in opened.pages for name in ("/Annots", "/Thumb", "/PieceInfo", "/AA") if name in page.obj]
        return found
    with Image.open(io.BytesIO(content)) as opened:
        opened.load()
        harmless = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "transparency", "progressive", "progression"}
        found += sorted(set(opened.info) - harmless) + [f"exif {tag}" for tag in opened.getexif()]
    return found
