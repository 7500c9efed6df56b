"""Signed e-invoices for tests: written in canonical form by hand, so that no library judges its own work."""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding

from tests.signed_pdf import Signer

DS = "http://www.w3.org/2000/09/xmldsig#"
#: what the root of an invoice declares, and every canonical piece of it therefore repeats
SPACES = f' xmlns:ds="{DS}" xmlns:inv="http://laphoadon.gdt.gov.vn/2014/09/invoicexml/v1"'
WITHIN = f' xmlns="{DS}"'
ENVELOPED = f'<Transforms><Transform Algorithm="{DS}enveloped-signature"></Transform></Transforms>'
C14N, EXCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#"
METHODS = {"sha256": "http://www.w3.org/2001/04/xmldsig-more#{}-sha256", "sha1": "http://www.w3.org/2000/09/xmldsig#{}-sha1"}
DIGESTS = {"sha256": "http://www.w3.org/2001/04/xmlenc#sha256", "sha1": f"{DS}sha1"}
SELLER, BUYER = "5701200000", "0101243150"
INVOICE = f"""<DLHDon Id="data"><TTChung Id="head"><PBan>2.1.0</PBan><KHMSHDon>1</KHMSHDon><KHHDon>C26TAA</KHHDon><SHDon>00000182</SHDon>
<NLap>2026-11-20</NLap><DVTTe>USD</DVTTe></TTChung><NDHDon><NBan><Ten>Công ty TNHH Nông sản Hải Yên</Ten><MST>{SELLER}</MST></NBan>
<NMua><Ten>Công ty CP Xuất nhập khẩu Hồng Hà</Ten><MST>{BUYER}</MST></NMua><DSHHDVu>
<HHDVu><TChat>1</TChat><THHDVu>Thanh long ruột đỏ tươi</THHDVu><DVTinh>kg</DVTinh><SLuong>18000</SLuong><ThTien>16200</ThTien></HHDVu>
</DSHHDVu><TToan><TgTTTBSo>16200</TgTTTBSo></TToan></NDHDon></DLHDon>"""
CODE = '<MCCQT Id="code">00474597512BE94B7BAB367996EF464828</MCCQT>'


def repeated(piece: str | bytes, spaces: str) -> bytes:
    """A piece of the file as its canonical form has it: with the names in force where it stands; bytes are so already."""
    if isinstance(piece, bytes):
        return piece
    first = min(at for at in (piece.find(" "), piece.find(">")) if at > 0)
    return (piece[:first] + spaces + piece[first:]).encode()


@dataclass
class Given:
    """One signature: whose, under which id, over which pieces of the file by their ids, with its signing time signed or not."""

    signer: Signer
    name: str = "seller"
    over: dict[str, str | bytes] = field(default_factory=lambda: {"#data": INVOICE})
    at: str = "2026-11-20T09:00:00"
    algorithm: str = "sha256"
    transforms: str = ENVELOPED
    timed: bool = True
    #: what else of XAdES is signed beside the time
    properties: str = ""
    certificate: str = ""

    def xml(self) -> str:
        """The signature as it stands in the file."""
        said = self.said()
        spaces = "" if EXCLUSIVE in self.transforms else SPACES  # names that a piece does not use are left out there
        references = [self.reference(uri, repeated(piece, spaces), self.transforms) for uri, piece in self.over.items()]
        if self.timed:
            references.append(self.reference(f"#{self.name}-time", repeated(said, WITHIN + SPACES), ""))
        method = METHODS[self.algorithm].format("rsa" if self.signer.kind == "rsa" else "ecdsa")
        info = (f'<SignedInfo><CanonicalizationMethod Algorithm="{C14N}"></CanonicalizationMethod><SignatureMethod Algorithm="{method}"></SignatureMethod>'
                f"{''.join(references)}</SignedInfo>")
        value = base64.b64encode(self.made(repeated(info, WITHIN + SPACES))).decode()
        certificate = self.certificate or base64.b64encode(self.signer.own.public_bytes(Encoding.DER)).decode()
        return (f'<Signature{WITHIN} Id="{self.name}">{info}<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data><X509SubjectName>CN=?'
                f"</X509SubjectName><X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo>{said}</Signature>")

    def said(self) -> str:
        """What the signature says of itself."""
        return (f'<Object Id="{self.name}-time"><SignatureProperties><SignatureProperty Target="#{self.name}"><SigningTime>{self.at}</SigningTime>'
                f"{self.properties}</SignatureProperty></SignatureProperties></Object>")

    def reference(self, uri: str, canonical: bytes, transforms: str) -> str:
        digest = base64.b64encode(hashlib.new(self.algorithm, canonical).digest()).decode()
        return (f'<Reference URI="{uri}">{transforms}<DigestMethod Algorithm="{DIGESTS[self.algorithm]}"></DigestMethod>'
                f"<DigestValue>{digest}</DigestValue></Reference>")

    def made(self, canonical: bytes) -> bytes:
        """The signature value as XML writes it: for elliptic curves both numbers side by side."""
        how = hashes.SHA1() if self.algorithm == "sha1" else hashes.SHA256()
        if self.signer.kind == "rsa":
            return self.signer.key.sign(canonical, padding.PKCS1v15(), how)
        return b"".join(number.to_bytes(32) for number in decode_dss_signature(self.signer.key.sign(canonical, ec.ECDSA(how))))


def by_office(office: Signer, invoice: str = INVOICE) -> Given:
    """The tax office signs the invoice and the code that it gave."""
    return Given(office, "office", {"#data": invoice, "#code": CODE}, "2026-11-20T09:00:57", transforms="")


def e_invoice(seller: Given | None, office: Given | None = None, invoice: str = INVOICE, beside: str = "") -> bytes:
    """The file: the invoice, the code of the tax office, the signatures in their places."""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<HDon{SPACES}>{invoice}{CODE}{beside}<DSCKS><NBan>{seller.xml() if seller else ""}</NBan><NMua></NMua>'
            f"<CQT>{office.xml() if office else ''}</CQT></DSCKS></HDon>").encode()
