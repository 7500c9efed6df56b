"""Signed papers for tests: an invented certification authority, a trader's certificate, a PDF."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from reportlab.pdfgen.canvas import Canvas

ROOM = 8000
WIDE = 9_999_999_999


def der(tag: int, *parts: bytes) -> bytes:
    """One DER element."""
    body = b"".join(parts)
    if len(body) < 128:
        return bytes([tag, len(body)]) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + body


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytearray()
    for number in (first * 40 + second, *rest):
        piece = [number & 0x7F]
        while number := number >> 7:
            piece.append(number & 0x7F | 0x80)
        out += bytes(reversed(piece))
    return der(0x06, bytes(out))


def name(common: str, organisation: str = "Tổ chức chứng thực thử nghiệm") -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, common)])


SHA = oid("2.16.840.1.101.3.4.2.1")


@dataclass
class Signer:
    """A root of our own and a person's certificate under it, which may name a taxpayer; `kind` of key: rsa or ec."""

    kind: str = "ec"
    tax_id: str = ""
    stamps: bool = False
    since: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    until: dt.datetime = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    root_key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1()) if self.kind == "ec" else rsa.generate_private_key(65537, 2048)
        self.root = self.certificate(name("Gốc thử nghiệm"), self.root_key.public_key(), ca=True)
        holder = name("NGÔ THU TRÀ", "Công ty TNHH Nông sản Hải Yên")
        named = [x509.NameAttribute(NameOID.USER_ID, f"MST:{self.tax_id}")] if self.tax_id else []
        self.own = self.certificate(x509.Name([*holder, *named]), self.key.public_key())

    def certificate(self, subject, public, ca=False):
        made = x509.CertificateBuilder(name("Gốc thử nghiệm"), subject, public, x509.random_serial_number(), self.since, self.until)
        if self.stamps and not ca:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return made.add_extension(x509.BasicConstraints(ca, None), critical=True).sign(self.root_key, hashes.SHA256())

    def pem(self) -> bytes:
        return self.root.public_bytes(Encoding.PEM)

    def stamp(self, data: bytes, at: dt.datetime) -> bytes:
        """A time stamp (RFC 3161) over these bytes."""
        said = der(0x30, der(0x02, b"\1"), oid("1.2.3.4"), der(0x30, der(0x30, SHA), der(0x04, hashlib.sha256(data).digest())), der(0x02, b"\7"),
                   der(0x18, f"{at:%Y%m%d%H%M%S}Z".encode()))
        return self.cms(said, at, holds=der(0x30, oid("1.2.840.113549.1.9.16.1.4"), der(0xA0, der(0x04, said))))

    def cms(self, data: bytes, at: dt.datetime, names: x509.Certificate | None = None, holds: bytes = b"", stamper: "Signer | None" = None) -> bytes:
        """A signature with the attributes of PAdES: detached, or over what it `holds`; stamped by an authority if there is one."""
        sha = SHA
        essential = der(0x30, der(0x30, der(0x30, der(0x04, (names or self.own).fingerprint(hashes.SHA256())))))
        attributes = sorted((
            der(0x30, oid("1.2.840.113549.1.9.3"), der(0x31, oid("1.2.840.113549.1.7.1"))),
            der(0x30, oid("1.2.840.113549.1.9.4"), der(0x31, der(0x04, hashlib.sha256(data).digest()))),
            der(0x30, oid("1.2.840.113549.1.9.5"), der(0x31, der(0x17, f"{at:%y%m%d%H%M%S}Z".encode()))),
            der(0x30, oid("1.2.840.113549.1.9.16.2.47"), der(0x31, essential)),
        ))
        plain = der(0x31, *attributes)
        if self.kind == "ec":
            made, kind = self.key.sign(plain, ec.ECDSA(hashes.SHA256())), oid("1.2.840.10045.4.3.2")
        else:
            from cryptography.hazmat.primitives.asymmetric import padding

            made, kind = self.key.sign(plain, padding.PKCS1v15(), hashes.SHA256()), oid("1.2.840.113549.1.1.11")
        serial = self.own.serial_number
        sid = der(0x30, self.own.issuer.public_bytes(), der(0x02, serial.to_bytes(serial.bit_length() // 8 + 1)))
        later = [der(0xA1, der(0x30, oid("1.2.840.113549.1.9.16.2.14"), der(0x31, stamper.stamp(made, at))))] if stamper else []
        signer = der(0x30, der(0x02, b"\1"), sid, der(0x30, sha), der(0xA0, *attributes), der(0x30, kind), der(0x04, made), *later)
        inner = der(0x30, der(0x02, b"\1"), der(0x31, der(0x30, sha)), holds or der(0x30, oid("1.2.840.113549.1.7.1")),
                    der(0xA0, self.own.public_bytes(Encoding.DER)), der(0x31, signer))
        return der(0x30, oid("1.2.840.113549.1.7.2"), der(0xA0, inner))


def paper(*lines: str) -> bytes:
    """A plain PDF with these lines."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for n, line in enumerate(lines or ("Hop dong mua ban so 12/2026",)):
        canvas.drawString(60, 780 - 18 * n, line)
    canvas.save()
    return out.getvalue()


def signed_pdf(signer: Signer, content: bytes | None = None, *, at: dt.datetime = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC), **over) -> bytes:
    """The paper signed as a whole."""
    with pikepdf.open(io.BytesIO(content or paper())) as pdf:
        value = pdf.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), SubFilter=pikepdf.Name("/ETSI.CAdES.detached"),
            ByteRange=pikepdf.Array([0, WIDE, WIDE, WIDE]), Contents=pikepdf.String(b"\0" * ROOM)))
        box = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("Signature1"), V=value))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([box]), SigFlags=3)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return filled(out.getvalue(), lambda data: signer.cms(data, at, **over))


def filled(raw: bytes, made_of: Callable[[bytes], bytes]) -> bytes:
    """The file with what was made of its bytes put into the room that waits for it."""
    first = raw.index(b"<" + b"0" * ROOM)
    second = first + 2 * ROOM + 2
    told = f"[ 0 {first} {second} {len(raw) - second} ]".encode()
    room = f"[ 0 {WIDE} {WIDE} {WIDE} ]".encode()
    assert room in raw
    raw = raw.replace(room, told.ljust(len(room)))
    made = made_of(raw[:first] + raw[second:])
    return raw[:first + 1] + made.hex().encode().ljust(2 * ROOM, b"0") + raw[second - 1:]


def revised(content: bytes, *changed: tuple[int, str]) -> bytes:
    """One more revision of a file: objects by number (counted on from its last for 1, 2, … above it), as a program appends them."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        size, root = max(one.objgen[0] for one in pdf.objects if one is not None) + 1, pdf.Root.objgen[0]
    before = int(content[content.rindex(b"startxref") + 9:].split()[0])
    out, places = content + b"\n", {}
    for number, body in changed:
        places[number] = len(out)
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "xref\n" + "".join(f"{number} 1\n{place:010d} 00000 n \n" for number, place in places.items())
    end = f"trailer\n<< /Size {max(size, *places) + 1} /Root {root} 0 R /Prev {before} >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + (table + end).encode()


def signed_again(content: bytes, made_of: Callable[[bytes], bytes], kind: str = "ETSI.CAdES.detached") -> bytes:
    """A signed file signed once more, or stamped as a whole, in a revision of its own."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root, last = pdf.Root.objgen[0], max(one.objgen[0] for one in pdf.objects if one is not None)
        catalogue = pdf.Root.unparse(resolved=True).decode()
    start = catalogue.index("/Fields [") + len("/Fields [")
    catalogue = f"{catalogue[:start]} {last + 1} 0 R{catalogue[start:]}"
    value = f"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /{kind} /ByteRange [ 0 {WIDE} {WIDE} {WIDE} ] /Contents <{'0' * 2 * ROOM}> >>"
    return filled(revised(content, (root, catalogue), (last + 1, f"<< /FT /Sig /T (More{last}) /V {last + 2} 0 R >>"), (last + 2, value)), made_of)


BOX = "/Type /Annot /Subtype /Widget /FT /Sig /T (Cover)"


def covered(content: bytes, box: str = BOX, *, listed: bool = True) -> bytes:
    """A revision in which a box for a signature, which nobody gave, is laid over the page, and stands in the form's list."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root, page, last = pdf.Root.objgen[0], pdf.pages[0].obj, max(one.objgen[0] for one in pdf.objects if one is not None)
        catalogue = pdf.Root.unparse(resolved=True).decode().replace("/Fields [", f"/Fields [ {last + 1} 0 R" if listed else "/Fields [")
        leaf = page.unparse(resolved=True).decode().rstrip(">").rstrip() + f" /Annots [ {last + 1} 0 R ] >>"
        number = page.objgen[0]
    over = "<< /Type /XObject /Subtype /Form /BBox [ 0 0 600 800 ] /Length 30 >>\nstream\n1 g 0 0 600 800 re f           \nendstream"
    laid = f"<< {box} /Rect [ 0 0 600 800 ] /AP << /N {last + 2} 0 R >> >>"
    return revised(content, (root, catalogue), (number, leaf), (last + 1, laid), (last + 2, over))


def led_by_another(content: bytes) -> bytes:
    """A revision with another page before the first one; it calls itself a signature, and the pages are counted as before."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        tree, last = pdf.Root.Pages, max(one.objgen[0] for one in pdf.objects if one is not None)
        number, pages = tree.objgen[0], tree.unparse(resolved=True).decode().replace("/Kids [", f"/Kids [ {last + 1} 0 R")
    return revised(content, (number, pages), (last + 1, f"<< /Type /Page /FT /Sig /Parent {number} 0 R /MediaBox [ 0 0 595 842 ] /Resources << >> >>"))


def page_changed(content: bytes) -> bytes:
    """A revision in which the page has another size."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[0].obj
        number = page.objgen[0]
        page.MediaBox = pikepdf.Array([0, 0, 300, 400])
        return revised(content, (number, page.unparse(resolved=True).decode()))
