"""A paper permit that no ministry has sent: filed by the trader as a scan, confirmed or refused by its agency."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.files import a_pdf
from tests.ministry import CLOCK, a_declaration, facts
from tests.web.test_central import client, text
from thongquan.actions import licence
from thongquan.core.rule import local_day
from thongquan.models import Licence, LicenceCheck, Notice, Party, Unit, WriteOff
from thongquan.queries import licence as asked
from thongquan.queries.scope import everywhere, scope

DATABASE = "house"
PAGE = "/trade/goods/licences/"


def typed(**over):
    day = local_day(timezone.now())
    return {"kind": "KDTV", "number": "KD-501/2026", "issued_on": f"{day:%d/%m/%Y}", "valid_until": f"{day + timedelta(days=60):%d/%m/%Y}",
            "lines-0-hs": "0810", "lines-0-words": "Vải tươi", "lines-0-quantity": "20000", "lines-0-unit": "KGM", "lines-0-origin": "CN",
            "file": SimpleUploadedFile("kd-501.pdf", a_pdf(1), "application/pdf"), **over}


def row():
    with scope(CLOCK):
        return asked.balance("KDTV", "KD-501/2026")


def test_the_newest_papers_of_all_clients_come_first_by_one_query(house, django_assert_num_queries):
    at, (one, other) = timezone.now(), (who.parties[0] for who in house.traders[:2])
    with everywhere():
        unit = Unit.objects.filter(kind="ministry").first()
        for n, holder in enumerate((one, other, one, other)):
            Licence.objects.create(kind="KDTV", number=f"M-{n}", number_key=f"M{n}", agency="BVTV", unit=unit, holder_id=holder,
                                   entered_at=at, changed_at=at)
        with django_assert_num_queries(2):  # the papers, their lines
            assert [row.number for row in asked.licences(parties=(one, other), limit=3)] == ["M-3", "M-2", "M-1"]
        assert [row.number for row in asked.licences(parties=(one,), limit=2)] == ["M-2", "M-0"]


def used(who, at):
    """What a declaration of hers draws from the paper, and what still waits."""
    with everywhere():
        declaration = a_declaration(who, f"10199999{at.microsecond % 9000 + 1000}")
        tax_id = Party.objects.get(pk=who.parties[0]).tax_id
        done = licence.write_off(declaration, facts(500, number="KD-501/2026", owner=tax_id), by=who, at=at)
    return done


def test_a_scan_is_said_to_be_one_and_counts_when_its_agency_confirms_it(house):
    her, agency, who, at = client("tra"), client("thu"), house.traders[0], timezone.now()
    assert her.post(PAGE, typed(file="")).status_code == 422
    assert her.post(PAGE, typed()).status_code == 303 and her.post(PAGE, typed()).status_code == 422
    assert row().state == "scanned_only" and "not confirmed by the ministry" in text(her.get(PAGE))
    with scope(who):
        assert [one.field for one in used(who, at).differences] == ["state"], "a scan alone lets nothing go"
    scanned = re.search(r"/ministry/(\d+)/", agency.get("/ministry/").content.decode())[1]
    assert "Look at the scan" in text(agency.get(f"/ministry/{scanned}/")) and agency.get(f"/ministry/{scanned}/scan/").content.startswith(b"%PDF")
    with scope(CLOCK):
        assert Notice.objects.filter(kind="licence_scan_waits", values__number="KD-501/2026").exists()
    agency.post(f"/ministry/{scanned}/verify/", {"turn": "agree"})
    assert row().state == "verified"
    with scope(who):
        assert used(who, at + timedelta(microseconds=1)).agrees
        assert WriteOff.objects.filter(line__licence_id=row().pk).count() == 1
        assert Notice.objects.filter(kind="licence_scan_true").count() == 1


def test_while_the_agency_is_silent_the_goods_go_on_and_the_paper_is_checked_afterwards(house):
    her, who, at = client("tra"), house.traders[0], timezone.now()
    her.post(PAGE, typed())
    with scope(CLOCK):
        licence.mark_agency_down("BVTV", reason="mất kết nối", by=house.ministries["BVTV"], at=at)
    with scope(who):
        done = used(who, at)
        assert done.later == ("KD5012026",) and not done.differences
    assert "KD5012026" in client("thu").get("/ministry/waiting/").content.decode()
    with scope(CLOCK):
        assert LicenceCheck.objects.get(number_key=Licence.objects.get(number="KD-501/2026").number_key).mode == "post_check"


def test_a_refused_scan_tells_why_and_may_be_brought_again(house):
    her, agency = client("tra"), client("thu")
    her.post(PAGE, typed())
    agency.post(f"/ministry/{row().pk}/verify/", {"turn": "refuse", "reason": "Số này chưa từng được cấp"})
    assert row().state == "refused" and "Số này chưa từng được cấp" in text(her.get(PAGE))
    assert her.post(PAGE, typed()).status_code == 303 and row().state == "scanned_only"
    for language, words in (("vi", "Giấy phép bộ, ngành"), ("zh-hans", "主管部门许可证")):
        assert words in client("tra", language).get(PAGE).content.decode()
