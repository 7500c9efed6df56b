"""Signed e-invoices: a good one, one changed afterwards, one wrapped, one of another taxpayer, one that swells."""

import base64
import datetime as dt
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.signed_invoice import BUYER, C14N, CODE, DS, ENVELOPED, EXCLUSIVE, INVOICE, SELLER, SPACES, WITHIN, Given, by_office, e_invoice, repeated
from tests.signed_pdf import Signer
from thongquan.actions.document.apart import read_apart
from thongquan.exchange.formats.reading import read_values
from thongquan.exchange.formats.signature import BROKEN, CHANGED, EXPIRED, MISSING, NOT_OFFICE, NOT_TRUE, OTHER, PARTIAL, SWAPPED, TAX, TRUSTED, UNKNOWN, WEAK
from thongquan.exchange.formats.signed_invoice import examined

FORGED = INVOICE.replace("16200</TgTTTBSo>", "900</TgTTTBSo>")


@pytest.fixture(scope="module")
def seller() -> Signer:
    return Signer(tax_id=SELLER)


@pytest.fixture(scope="module")
def office() -> Signer:
    return Signer("rsa", tax_id="0100231226")


def problems(content, *roots):
    return [one.problem for one in examined(content, roots)[0]]


def total(content):
    """The total as the platform reads it from this file."""
    return read_values(examined(content)[1], "application/xml")["invoice_total"].value


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_an_invoice_signed_by_its_seller_and_the_tax_office_holds_and_says_who_and_when(kind, office):
    seller = Signer(kind, tax_id=SELLER)
    content = e_invoice(Given(seller), by_office(office))
    one, other = examined(content, [seller.root, office.root])[0]
    assert (one.problem, one.chain, one.place, one.tax_id) == ("", TRUSTED, "seller", SELLER)
    assert (one.signer, one.organisation, one.issuer) == ("NGÔ THU TRÀ", "Công ty TNHH Nông sản Hải Yên", "Gốc thử nghiệm")
    assert one.signed_at == dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC), "an hour without a clock is Vietnam's"
    assert (other.problem, other.chain, other.place, other.tax_id) == ("", TRUSTED, TAX, "0100231226")
    assert total(content) == "16200"


def test_an_issuer_that_is_not_trusted_here_is_said_so(seller, office):
    content = e_invoice(Given(seller), by_office(office))
    assert [one.chain for one in examined(content, [seller.root])[0]] == [TRUSTED, UNKNOWN]
    assert problems(content) == ["", ""], "the signature itself holds"


def test_a_value_changed_after_signing_is_found_by_both_signatures(seller, office):
    content = e_invoice(Given(seller), by_office(office), FORGED)
    assert problems(content) == [CHANGED, CHANGED] and total(content) == "900", "what the file says is read, and told as changed"


def test_whatever_letter_of_the_invoice_is_touched_the_signature_no_longer_holds(seller):
    good = e_invoice(Given(seller))
    start, end = good.index(b"<DLHDon"), good.index(b"</DLHDon>")
    for at in range(start, end, 41):
        touched = good[:at] + bytes([good[at] ^ 1]) + good[at + 1:]
        assert all(problems(touched)), good[at - 9:at + 9]


def test_a_forged_invoice_in_the_place_of_the_signed_one_is_found_and_never_read(seller):
    signed = Given(seller).xml()
    moved = signed.replace("</Signature>", f'<Object xmlns="">{INVOICE}</Object></Signature>')
    for false in (FORGED.replace(' Id="data"', ""), FORGED.replace('"data"', '"data2"'), FORGED.replace("DLHDon", "inv:DLHDon").replace('"data"', '"x"')):
        content = e_invoice(None, None, false).replace(b"<NBan></NBan>", f"<NBan>{moved}</NBan>".encode())
        assert problems(content) == [PARTIAL] and total(content) == "16200"
    twice = e_invoice(None, None, FORGED).replace(b"<NBan></NBan>", f"<NBan>{moved}</NBan>".encode())
    assert problems(twice) == [BROKEN], "two elements of one id"


@pytest.mark.parametrize("first", [True, False])
def test_a_second_invoice_in_the_file_that_nobody_signed_is_found_and_never_read(seller, first):
    forged = FORGED.replace('"data"', '"more"').replace('"head"', '"more2"')
    content = e_invoice(Given(seller), None, forged + INVOICE) if first else e_invoice(Given(seller), None, INVOICE, forged)
    assert problems(content) == [PARTIAL] and total(content) == "16200"


def test_a_signature_over_a_part_of_the_invoice_is_none_over_the_invoice(seller):
    head = INVOICE[INVOICE.index("<TTChung"):INVOICE.index("</TTChung>")] + "</TTChung>"
    assert problems(e_invoice(Given(seller, over={"#head": head}))) == [PARTIAL]
    assert problems(e_invoice(Given(seller, over={"#code": CODE}))) == [PARTIAL]
    assert problems(e_invoice(Given(seller, over={}))) == [PARTIAL], "over its own time alone"


def test_a_signature_over_the_whole_file_is_over_its_invoice(seller):
    content = e_invoice(Given(seller, over={"": e_invoice(None).decode().partition("\n")[2].replace(SPACES, "", 1)}, timed=False))
    assert problems(content) == [""] and total(content) == "16200"
    assert problems(content.replace(b"16200</TgTTTBSo>", b"900</TgTTTBSo>")) == [CHANGED]


def test_what_can_be_forged_today_proves_nothing():
    signer = Signer("rsa", tax_id=SELLER)
    assert problems(e_invoice(Given(signer, algorithm="sha1"))) == [WEAK]
    assert problems(e_invoice(Given(signer)).replace(b"xmlenc#sha256", b"xmldsig-more#md5", 1)) == [WEAK]
    signer.key = rsa.generate_private_key(65537, 1024)
    signer.own = signer.certificate(signer.own.subject, signer.key.public_key())
    assert problems(e_invoice(Given(signer))) == [WEAK]


@pytest.mark.parametrize("step", [
    "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/TR/1999/REC-xpath-19991116", f"{DS}base64", "http://www.w3.org/2002/06/xmldsig-filter2"])
def test_a_signature_that_rewrites_what_it_signs_is_not_followed(seller, step):
    other = f'<Transforms><Transform Algorithm="{step}"></Transform></Transforms>'
    assert problems(e_invoice(Given(seller, transforms=other))) == [BROKEN]


def test_a_signature_that_makes_work_is_not_followed(seller):
    many = ENVELOPED.replace("</Transforms>", f'<Transform Algorithm="{DS}enveloped-signature"></Transform>' * 2000 + "</Transforms>")
    started = time.perf_counter()
    assert problems(e_invoice(Given(seller, transforms=many))) == [BROKEN]
    pieces = {f"#p{n}": f'<p Id="p{n}"></p>' for n in range(50)}
    for count, told in ((3, ""), (50, BROKEN)):
        over = dict(list(pieces.items())[:count])
        assert problems(e_invoice(Given(seller, over={"#data": INVOICE, **over}), None, INVOICE, "".join(over.values()))) == [told]
    crowd = e_invoice(Given(seller)).replace(b"</HDon>", b"<x>" + Given(seller, "more").xml().encode() + b"</x></HDon>")
    crowd = crowd.replace(b"</HDon>", (b"<x>" + Given(seller, "again").xml().encode() + b"</x>") * 300 + b"</HDon>")
    told = problems(crowd)
    assert told[0] == "" and told[-1] == BROKEN and len(told) < 10
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("uri", ["file:///etc/hostname", "http://127.0.0.1:9/x", "#xpointer(/)", "#xpointer(id('data'))", "#nothing", "data"])
def test_a_signature_that_points_elsewhere_is_not_followed(seller, uri):
    assert problems(e_invoice(Given(seller, over={uri: INVOICE}))) == [BROKEN]


def test_entities_are_never_opened(seller):
    good = e_invoice(Given(seller)).decode()
    bomb = "<!DOCTYPE HDon [<!ENTITY a 'lol'>" + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
    swells = good.replace("<HDon", bomb + "<HDon", 1).replace("<KHHDon>", "<KHHDon>&i;")
    started = time.perf_counter()
    assert problems(swells.encode()) == [BROKEN] and read_values(swells.encode(), "application/xml") == {}
    reads = good.replace("<HDon", '<!DOCTYPE HDon [<!ENTITY x SYSTEM "file:///etc/hostname">]><HDon', 1).replace("<KHHDon>", "<KHHDon>&x;")
    assert problems(reads.encode()) == [BROKEN] and time.perf_counter() - started < 2
    assert problems(good.replace("<HDon", "<!DOCTYPE HDon><HDon", 1).encode()) == [BROKEN], "not even one that says nothing"


def test_a_file_that_cannot_be_taken_apart_has_no_signature_that_holds(seller):
    deep = "<a>" * 400 + e_invoice(Given(seller)).decode().partition("\n")[2] + "</a>" * 400
    assert problems(deep.encode()) == [BROKEN], "one reader takes it and the other does not"
    assert problems(e_invoice(Given(seller)).replace(b"</HDon>", b"")) == [BROKEN]
    assert problems(b"<?xml version='1.0'?><Declaration/>") == [], "no e-invoice"


def test_a_certificate_of_another_taxpayer_is_not_the_sellers(office):
    assert problems(e_invoice(Given(Signer(tax_id="0309478306")))) == [OTHER]
    assert problems(e_invoice(Given(Signer(tax_id=BUYER)))) == [OTHER]
    assert problems(e_invoice(Given(Signer(tax_id=f"{SELLER}-001")))) == [""], "a branch is its company"
    (unnamed,) = examined(e_invoice(Given(Signer())))[0]
    assert (unnamed.problem, unnamed.tax_id) == ("", ""), "nothing is said against it; the page tells that it names nobody"
    entrusted = INVOICE.replace("</TTChung>", "<MSTDVNUNLHDon>0309478306</MSTDVNUNLHDon></TTChung>")
    assert problems(e_invoice(Given(Signer(tax_id="0309478306"), over={"#data": entrusted}), None, entrusted)) == [""]


def test_the_tax_offices_signature_does_not_stand_for_the_sellers(seller, office):
    only = e_invoice(None, by_office(office))
    assert problems(only) == ["", MISSING] and examined(only)[1] == only
    assert problems(e_invoice(None)) == [MISSING]
    assert problems(e_invoice(Given(seller), by_office(seller))) == ["", NOT_OFFICE]
    assert problems(e_invoice(Given(seller), by_office(Signer(tax_id=BUYER)))) == ["", NOT_OFFICE]


def test_signed_outside_the_days_of_the_certificate(seller):
    assert problems(e_invoice(Given(seller, at="2027-03-01T09:00:00"))) == [EXPIRED]
    assert problems(e_invoice(Given(seller, at="2026-12-31T23:30:00Z"))) == [""], "told with its clock"
    past = Signer(tax_id=SELLER, until=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    assert problems(e_invoice(Given(past))) == [EXPIRED]


def test_a_time_that_was_not_signed_counts_for_nothing(seller):
    past = Signer(tax_id=SELLER, until=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    (one,) = examined(e_invoice(Given(past, at="2026-10-01T09:00:00", timed=False)))[0]
    assert (one.signed_at, one.problem) == (None, EXPIRED), "the day of the invoice judges, which is signed"
    assert problems(e_invoice(Given(seller)).replace(b"T09:00:00", b"T08:00:00")) == [CHANGED]
    remark = INVOICE.replace("</TTChung>", "<SigningTime>2026-10-01T09:00:00</SigningTime></TTChung>")
    assert problems(e_invoice(Given(past, over={"#data": remark}, timed=False), None, remark)) == [EXPIRED], "an hour inside the invoice is no signing time"
    for odd in ("0001-01-01T00:00:00", "9999-12-31T23:59:59", "yesterday", ""):
        assert examined(e_invoice(Given(seller, at=odd)))[0][0].signed_at is None


def test_each_signature_has_its_own_time(seller, office):
    given = Given(seller)
    over = {"#seller-time": repeated(given.said(), WITHIN + SPACES), "#data": INVOICE}
    later = Given(office, "office", over, "2026-11-20T10:30:00", transforms="")
    first, second = examined(e_invoice(given, later))[0]
    assert (first.problem, second.problem) == ("", "") and second.signed_at - first.signed_at == dt.timedelta(minutes=90)


def test_a_signature_made_by_another_key_is_not_true(seller):
    stranger = base64.b64encode(Signer(tax_id=SELLER).own.public_bytes(Encoding.DER)).decode()
    assert problems(e_invoice(Given(seller, certificate=stranger))) == [NOT_TRUE]
    assert problems(e_invoice(Given(seller)).replace(b'Id="seller"><SignedInfo>', b'Id="seller"><SignedInfo Id="x">')) == [NOT_TRUE]


def test_a_certificate_swapped_for_another_of_the_same_key_is_found(seller):
    named = ('<QualifyingProperties><SigningCertificate><Cert><CertDigest><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod>'
             f"<DigestValue>{base64.b64encode(seller.own.fingerprint(hashes.SHA256())).decode()}</DigestValue></CertDigest></Cert></SigningCertificate></QualifyingProperties>")
    (good,) = examined(e_invoice(Given(seller, properties=named)))[0]
    assert (good.problem, good.profile) == ("", "XAdES")
    renewed = seller.certificate(seller.own.subject, seller.key.public_key())
    swapped = base64.b64encode(renewed.public_bytes(Encoding.DER)).decode()
    assert problems(e_invoice(Given(seller, properties=named, certificate=swapped))) == [SWAPPED]


def test_a_remark_inside_a_value_changes_neither_the_signature_nor_what_is_read(seller):
    content = e_invoice(Given(seller)).replace(b"16200</TgTTTBSo>", b"16<!-- 900 -->200</TgTTTBSo>")
    assert problems(content) == [""] and total(content) == "16200"


def test_two_signatures_in_one_place_are_told_one_by_one(seller):
    stranger = Given(Signer(tax_id="0309478306"), "stranger").xml().encode()
    content = e_invoice(Given(seller)).replace(b"<NBan><Signature", b"<NBan>" + stranger + b"<Signature")
    assert problems(content) == [OTHER, ""]


@pytest.mark.parametrize("forms", [[C14N], [EXCLUSIVE], [EXCLUSIVE, C14N], [C14N, C14N]])
def test_the_canonical_forms_that_programs_write_one_after_the_other_are_followed(seller, forms):
    asked = "".join(f'<Transform Algorithm="{form}"></Transform>' for form in forms)
    given = Given(seller, transforms=ENVELOPED.replace("</Transforms>", f"{asked}</Transforms>"))
    assert problems(e_invoice(given)) == [""] and problems(e_invoice(given, None, FORGED)) == [CHANGED]


def test_the_signature_is_left_out_before_the_canonical_form_and_not_after_it(seller):
    late = f'<Transforms><Transform Algorithm="{C14N}"></Transform><Transform Algorithm="{DS}enveloped-signature"></Transform></Transforms>'
    assert problems(e_invoice(Given(seller, transforms=late))) == [BROKEN]


def test_a_form_that_keeps_remarks_is_not_followed(seller):
    asked = ENVELOPED.replace("</Transforms>", f'<Transform Algorithm="{C14N}#WithComments"></Transform></Transforms>')
    assert problems(e_invoice(Given(seller, transforms=asked))) == [BROKEN]
    assert problems(e_invoice(Given(seller)).replace(b"<DigestValue>", b"<DigestValue><!-- x -->", 1)) == [""], "one outside what is signed is nothing"


def test_a_signature_inside_the_invoice_itself_holds(seller):
    empty = "<DSCKS><NBan></NBan></DSCKS></DLHDon>"
    inner = Given(seller, over={"#data": INVOICE.replace("</DLHDon>", empty)}).xml()
    content = e_invoice(None, None, INVOICE.replace("</DLHDon>", empty.replace("><NBan>", f"><NBan>{inner}")))
    assert problems(content) == [""] and total(content) == "16200"


def test_a_long_invoice_is_checked_in_time(seller):
    row = INVOICE[INVOICE.index("<HHDVu>"):INVOICE.index("</DSHHDVu>")]
    long = INVOICE.replace(row, row * 5000)
    started = time.perf_counter()
    assert problems(e_invoice(Given(seller, over={"#data": long}), None, long)) == [""] and time.perf_counter() - started < 4


def test_signatures_and_values_are_told_together_from_the_reader_apart(seller, tmp_path):
    (tmp_path / "root.pem").write_bytes(seller.pem())
    told = read_apart(e_invoice(Given(seller)), "application/xml", str(tmp_path))
    assert [(one["problem"], one["chain"], one["tax_id"], one["place"]) for one in told["signatures"]] == [("", TRUSTED, SELLER, "seller")]
    assert told["read"]["invoice_total"]["value"] == "16200"
