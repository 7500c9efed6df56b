"""Signed papers: a good one, one touched afterwards, one that hides, one of a stranger."""

import datetime as dt
import io

import pikepdf
import pytest

from tests.signed_pdf import BOX, ROOM, Signer, covered, led_by_another, page_changed, paper, signed_again, signed_pdf
from thongquan.exchange.formats.pades import signatures
from thongquan.exchange.formats.signature import BROKEN, CHANGED, EXPIRED, EXTENDED, NOT_TRUE, SWAPPED, TRUSTED, UNKNOWN, roots_in

FIRST, LATER = dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC), dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)


class Stranger(Signer):
    """An authority whose stamp is over something else."""

    def stamp(self, data, at):
        return super().stamp(data + b"x", at)


def paper_with_form() -> bytes:
    """A paper with a form that nobody has signed."""
    with pikepdf.open(io.BytesIO(paper())) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]), SigFlags=3)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer()


def only(content, *roots):
    (one,) = signatures(content, roots)
    return one


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_signed_contract_holds_and_says_who_and_when(kind):
    signer = Signer(kind)
    one = only(signed_pdf(signer), signer.root)
    assert (one.problem, one.chain, one.profile) == ("", TRUSTED, "PAdES")
    assert (one.signer, one.organisation, one.issuer) == ("NGÔ THU TRÀ", "Công ty TNHH Nông sản Hải Yên", "Gốc thử nghiệm")
    assert one.signed_at == dt.datetime(2026, 11, 20, 2, 0, tzinfo=dt.UTC)


def test_an_issuer_that_is_not_trusted_here_is_said_so(signer):
    assert only(signed_pdf(signer)).chain == UNKNOWN
    assert only(signed_pdf(signer), Signer().root).chain == UNKNOWN


def test_a_figure_changed_after_signing_is_found(signer):
    good = signed_pdf(signer, paper("Total amount USD 21,000.00"))
    place = good.index(b"/MediaBox [ 0 0 5")
    assert only(good, signer.root).problem == ""
    assert only(good[:place + 15] + b"6" + good[place + 16:], signer.root).problem == CHANGED


def test_whatever_byte_is_touched_the_signature_no_longer_holds(signer):
    good = signed_pdf(signer)
    start = good.index(b"<30")
    for at in range(0, len(good), 97):
        if start <= at <= start + 2 * ROOM + 1:
            continue
        touched = good[:at] + bytes([good[at] ^ 1]) + good[at + 1:]
        assert all(one.problem for one in signatures(touched, [signer.root])), at


def test_what_a_page_shows_is_changed_in_a_later_revision(signer):
    assert only(page_changed(signed_pdf(signer)), signer.root).problem == EXTENDED


def test_seller_and_buyer_sign_one_contract_one_after_the_other_and_both_hold(signer):
    buyer = Signer()
    both = signed_again(signed_pdf(signer), lambda data: buyer.cms(data, LATER))
    assert [(one.problem, one.chain, one.signed_at) for one in signatures(both, [signer.root, buyer.root])] == [
        ("", TRUSTED, LATER), ("", TRUSTED, FIRST)]
    assert {one.problem for one in signatures(page_changed(both), [signer.root])} == {EXTENDED}
    between = signed_again(page_changed(signed_pdf(signer)), lambda data: buyer.cms(data, LATER))
    assert [one.problem for one in signatures(between)] == ["", EXTENDED], "what changed before the second signature is told of the first"


def test_an_empty_box_for_a_signature_laid_over_the_page_is_found(signer):
    assert only(covered(signed_pdf(signer)), signer.root).problem == EXTENDED
    prepared = covered(paper_with_form())
    assert only(signed_again(prepared, lambda data: signer.cms(data, FIRST)), signer.root).problem == "", "it stood there before anybody signed"


@pytest.mark.parametrize("box", [
    f"{BOX} /V (given)", f"{BOX} /Parent {{}} 0 R", "/Type /Annot /Subtype /FreeText /FT /Sig /Contents (1 USD) /DA (/Helv 12 Tf 0 g)"])
def test_what_only_calls_itself_a_signature_is_found_on_the_page(signer, box):
    content = signed_pdf(signer)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        field = pdf.Root.AcroForm.Fields[0].objgen[0]
    assert only(covered(content, box.format(field), listed=False), signer.root).problem == EXTENDED


def test_another_page_before_the_first_is_found_though_it_calls_itself_a_signature(signer):
    content = led_by_another(signed_pdf(signer))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 2, "negative control: whoever opens the file sees it"
    assert only(content, signer.root).problem == EXTENDED


def test_a_given_signature_keeps_its_look_and_a_further_one_has_its_own(signer):
    content = signed_pdf(signer)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        value = pdf.Root.AcroForm.Fields[0].V.objgen[0]
    again = covered(content, f"{BOX} /V {value} 0 R")  # the same signature in a box that covers the page
    assert {one.problem for one in signatures(again, [signer.root])} == {EXTENDED}
    seen = covered(content, f"{BOX} /V << /Type /Sig /Contents <00> >>")
    assert [one.problem for one in signatures(seen, [signer.root])] == [BROKEN, ""], "it is told as a signature of its own, which does not hold"


def test_a_signature_with_a_time_stamp_has_a_proven_time(signer):
    authority = Signer("rsa", stamps=True)
    content = signed_pdf(signer, stamper=authority)
    stamped = only(content, signer.root, authority.root)
    assert (stamped.problem, stamped.stamped, stamped.signed_at) == ("", True, FIRST)
    assert not only(content, signer.root).stamped, "an authority that nobody here trusts proves nothing"
    clerk = Signer()
    assert not only(signed_pdf(signer, stamper=clerk), signer.root, clerk.root).stamped, "nor does a certificate that is not for stamping"
    stranger = Stranger(stamps=True)
    other = signed_again(signed_pdf(signer), lambda data: signer.cms(data, LATER, stamper=stranger))
    assert [one.stamped for one in signatures(other, [signer.root, stranger.root])] == [False, False], "a stamp over other bytes proves nothing"


def test_a_stamp_from_outside_the_days_of_its_certificate_proves_nothing(signer):
    past = Signer(stamps=True, until=FIRST - dt.timedelta(seconds=1))
    assert not only(signed_pdf(signer, stamper=past), signer.root, past.root).stamped
    kept = signed_again(signed_pdf(signer), lambda data: past.stamp(data, LATER), kind="ETSI.RFC3161")
    stamp = signatures(kept, [signer.root, past.root])[0]
    assert (stamp.problem, stamp.chain, stamp.stamped) == (EXPIRED, TRUSTED, False)
    coming = Signer(stamps=True, since=FIRST + dt.timedelta(seconds=1))
    assert not only(signed_pdf(signer, stamper=coming), signer.root, coming.root).stamped


def test_a_file_stamped_as_a_whole_keeps_its_signature_and_tells_since_when_it_is_so(signer):
    authority = Signer(stamps=True)
    kept = signed_again(signed_pdf(signer), lambda data: authority.stamp(data, LATER), kind="ETSI.RFC3161")
    stamp, signature = signatures(kept, [signer.root, authority.root])
    assert (stamp.profile, stamp.problem, stamp.chain, stamp.signed_at) == ("stamp", "", TRUSTED, LATER)
    assert (signature.problem, signature.profile) == ("", "PAdES")
    wrong = signed_again(signed_pdf(signer), lambda data: authority.stamp(data + b"x", LATER), kind="ETSI.RFC3161")
    assert signatures(wrong)[0].problem == CHANGED


def test_a_gap_that_is_not_the_signature_itself_is_refused(signer):
    good = signed_pdf(signer)
    start = good.index(b"[ 0 ")
    end = good.index(b"]", start)
    numbers = [int(part) for part in good[start + 1:end].split()]
    wider = f"[ 0 {numbers[1] - 40} {numbers[2]} {numbers[3]} ]".encode()
    assert only(good[:start] + wider.ljust(end - start + 1) + good[end + 1:], signer.root).problem == BROKEN


def test_a_signature_made_by_another_key_is_not_true(signer):
    other = Signer(root_key=signer.root_key)
    other.own = signer.own
    assert only(signed_pdf(other), signer.root).problem == NOT_TRUE


def test_a_certificate_swapped_for_another_of_the_same_key_is_found(signer):
    stranger = Signer().own
    assert only(signed_pdf(signer, names=stranger), signer.root).problem == SWAPPED


def test_signed_outside_the_days_of_the_certificate(signer):
    assert only(signed_pdf(signer, at=dt.datetime(2027, 3, 1, tzinfo=dt.UTC)), signer.root).problem == EXPIRED


def test_a_person_may_not_sign_certificates(signer):
    """Whoever holds a person's certificate cannot make an issuer of himself."""
    false = Signer(root_key=signer.key)
    assert only(signed_pdf(false), signer.own).chain == UNKNOWN


def test_no_signature_and_no_pdf(signer):
    assert signatures(paper()) == [] and signatures(b"%PDF-1.7 nothing") == []


def test_trusted_issuers_are_read_from_their_folder(signer, tmp_path):
    (tmp_path / "root.pem").write_bytes(signer.pem())
    assert roots_in(tmp_path) == [signer.root] and roots_in(tmp_path / "none") == []
