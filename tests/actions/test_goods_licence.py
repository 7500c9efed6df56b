"""Ministries' documents at the moment of letting go: differing, never issued, taken back while the goods were checked."""

import json
from decimal import Decimal

import pytest
from django.utils import translation

from tests.actions.test_goods_news import YELLOW_DIE, declared, permitted, stands
from tests.goods import HOUR, MINUTE, NOW, lodged, officer_of, seen
from thongquan.actions import inspection, licence
from thongquan.actions.declaration import decide
from thongquan.actions.declaration.change import amend
from thongquan.actions.inspection import Seen
from thongquan.core.refused import Conflict
from thongquan.jobs.goods import look
from thongquan.models import AuditEvent, GoodsDeclaration, LicenceLine
from thongquan.queries.report.dossier import dossier_of
from thongquan.queries.scope import everywhere, scope
from thongquan.web.central import compare

DATABASE = "house"
pytestmark = pytest.mark.django_db


def sent_to_inspection(pk, at=NOW + HOUR):
    """The clerk has the goods looked at; its inspector has begun."""
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        order = decide.hand_to_inspection(pk, reason_code="INS-02", by=clerk, at=at)
    with everywhere():
        inspector = officer_of(pk, "inspection")
    with scope(inspector):
        inspection.begin(order.pk, by=inspector, at=at)
    return order, inspector


def agreed(order, inspector, at):
    """Everything is as declared, says the inspector; where the goods stand then, and what the log says of the way back."""
    with scope(inspector):
        inspection.record_result(order.pk, [Seen(1)], outcome="agrees", by=inspector, at=at)
    with everywhere():
        rows = AuditEvent.objects.filter(action="goods.to_dossier", object_id=order.declaration_id)
        return stands(order.declaration_id), [json.loads(bytes(row.payload))["reason"] for row in rows]


def test_goods_as_declared_on_a_document_taken_back_or_never_issued_go_to_the_dossier_and_no_further(house):
    pk, paper, officer = permitted(house, die=YELLOW_DIE)
    order, inspector = sent_to_inspection(pk)
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + 2 * HOUR)
    assert agreed(order, inspector, NOW + 3 * HOUR) == (("red", "checking"), ["licence"])
    with everywhere():
        clerk = officer_of(pk, "dossier")
        seen_by_clerk = compare.compared(dossier_of(seen(pk)), NOW + 3 * HOUR)
    with scope(clerk), translation.override("en"):
        (against,) = [row.against for row in seen_by_clerk.rows if row.pointer == "/permits/0" and row.differs]
        assert "Revoked" in against.told.shown or "thu hồi" in against.told.shown
        with pytest.raises(Conflict, match="DOS-94"):
            decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + 4 * HOUR)
    values = declared(5)
    values["lines"][0]["permits"], values["permits"] = ["KD-99/2026"], [{"kind": "KDTV", "number": "KD-99/2026"}]
    (made,) = lodged(house.traders[1], values)
    assert stands(made.declaration.pk) == ("yellow", "checking")
    assert agreed(*sent_to_inspection(made.declaration.pk), NOW + 3 * HOUR) == (("red", "checking"), ["licence"])
    kept, _, _ = permitted(house, die=YELLOW_DIE, n=7)
    assert agreed(*sent_to_inspection(kept), NOW + 3 * HOUR)[0] == ("red", "decided"), "a document that stands keeps nobody"


def test_a_dossier_under_check_is_not_agreed_to_once_its_document_is_taken_back(house):
    pk, paper, officer = permitted(house, die=YELLOW_DIE)
    with scope(officer):
        licence.revoke(paper.pk, reason="Cấp nhầm lô hàng", by=officer, at=NOW + HOUR)
    look(NOW + HOUR + MINUTE)
    with everywhere():
        clerk = officer_of(pk, "dossier")
    with scope(clerk), pytest.raises(Conflict, match="DOS-94"):
        decide.agree(pk, reason_code="DOS-01", by=clerk, at=NOW + 2 * HOUR)
    assert stands(pk) == ("yellow", "checking")


def test_what_a_declaration_drew_itself_does_not_keep_its_amendment_from_being_done_at_once(house):
    needed = Decimal(declared(3)["lines"][0]["quantity"])
    pk, paper, _ = permitted(house, quantity=needed + needed / 4)
    with everywhere():
        assert LicenceLine.objects.get(licence=paper).used == needed, "more than half of the paper is drawn, by this declaration"
        GoodsDeclaration.objects.filter(pk=pk).update(state="registered", channel="", decided_at=None)
    who = house.traders[1]
    with scope(who):
        asked = amend(pk, {"gross_kg": "12345"}, reason="Cân lại", by=who, at=NOW + HOUR)
        assert asked.state == "approved"
    with everywhere():
        assert LicenceLine.objects.get(licence=paper).used == needed
