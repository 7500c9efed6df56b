"""Files that people send, good and bad, made when a test asks for them."""

import io
import zipfile
import zlib

import openpyxl
import pikepdf
from PIL import Image

#: the industry's harmless test virus, put together only here so that no scanner takes the source for it
TEST_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def a_picture(form: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 0).save(out, form)
    return out.getvalue()


def a_pdf(pages: int = 2, **over) -> bytes:
    """A plain PDF; `script`, `launch`, `attached`, `opens`, `password` add what must not be there."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page()
    if over.get("script"):
        pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([
            pikepdf.String("x"), pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))])))
    if over.get("launch"):
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]),
            A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("cmd.exe"))))])
    if over.get("attached"):
        pdf.attachments["virus.exe"] = b"MZ"
    if over.get("opens"):
        pdf.Root.OpenAction = over["opens"](pdf)
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner="o", user="u") if over.get("password") else False
    pdf.save(out, encryption=locked, compress_streams=False)
    return out.getvalue()


def turns_to_page(pdf):
    """The harmless opening action that many programs write."""
    return pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])


def runs_script(pdf):
    return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def a_sheet(rows: int = 3) -> bytes:
    workbook = openpyxl.Workbook()
    for n in range(rows):
        workbook.active.append([n, f"14C-{n:05d}", "Thanh long"])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def sheet_with(name: str, content: bytes) -> bytes:
    """A good sheet with one more member."""
    out = io.BytesIO(a_sheet())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def a_zip_bomb(swells_to: int = 200_000_000) -> bytes:
    """A sheet with a member that unpacks to far more than it weighs."""
    return sheet_with("xl/media/image1.bin", b"\0" * swells_to)


def a_lying_zip_bomb() -> bytes:
    """The same, but its own list says that the member is small."""
    bomb = bytearray(a_zip_bomb())
    size = (200_000_000).to_bytes(4, "little")
    at = bomb.rfind(size)
    while at != -1:
        bomb[at:at + 4] = (1000).to_bytes(4, "little")
        at = bomb.rfind(size)
    return bytes(bomb)


def an_xml_bomb() -> bytes:
    lines = ["<?xml version='1.0'?>", "<!DOCTYPE lolz [", "<!ENTITY lol0 'lol'>"]
    lines += [f"<!ENTITY lol{n} '{f'&lol{n - 1};' * 10}'>" for n in range(1, 10)]
    return "\n".join([*lines, "]>", "<lolz>&lol9;</lolz>"]).encode()


def a_sheet_bomb() -> bytes:
    """A sheet whose XML declares entities that multiply."""
    return sheet_with("xl/worksheets/sheet9.xml", an_xml_bomb())


def a_flood_of_pixels() -> bytes:
    """A PNG of 60,000 by 60,000 pixels that weighs a few kilobytes."""
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = (60_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")


def picture_and_archive() -> bytes:
    """A JPEG that is also a ZIP archive."""
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return a_picture() + inside.getvalue()


def picture_and_page() -> bytes:
    """A picture with a web page behind it."""
    return a_picture("PNG") + b"<html><script>alert(document.cookie)</script></html>"


def picture_and_pdf() -> bytes:
    return a_picture() + a_pdf()
