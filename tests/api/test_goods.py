"""Goods through the machines' door: drafted, checked, registered once, asked, amended."""

import random
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from tests import goods
from tests.api.conftest import Machine, a_key
from thongquan.actions import dice, reference
from thongquan.actions.declaration import ask
from thongquan.actions.training.cast import gather
from thongquan.actions.training.goods_cast import GoodsCast, gather_goods
from thongquan.catalog.demo_goods import PORTS, consignment
from thongquan.core.goods import YELLOW
from thongquan.models import AuditEvent, GoodsDeclaration, User
from thongquan.queries.access import actor_of
from thongquan.queries.scope import everywhere, scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> GoodsCast:
    return houses_now()


def houses_now() -> GoodsCast:
    """The houses of goods at this very hour: machines have no other clock."""
    reference.load()
    gather(timezone.now())
    return gather_goods(timezone.now())


@pytest.fixture
def tra(cast: GoodsCast) -> Machine:
    """The declarant's own system."""
    return Machine(a_key("tra"))


def answers(n: int = 0, *, lines: int = 1, **over: Any) -> dict[str, Any]:
    """The answers of a good import of today, of the declarant's own company."""
    number = 20 * (n + 1)
    values = consignment(random.Random(number), number, PORTS[0], "import", timezone.localdate(), lines)
    return {**values, **over}


def registered(machine: Machine, n: int = 0, **over: Any) -> str:
    made = machine.post("goods", answers(n, **over))
    assert made.status_code == 201, made.content
    return made.json()["declarations"][0]["number"]


def test_a_number_and_a_channel_in_one_call(tra: Machine, cast: GoodsCast) -> None:
    made = tra.post("goods", answers())
    assert made.status_code == 201, made.content
    [row] = made.json()["declarations"]
    assert len(row["number"]) == 12 and row["channel"] in ("green", "yellow", "red") and made["Location"].endswith(row["number"])
    shown = tra.get(f"goods/{row['number']}").json()
    assert shown["form"]["lines"][0]["hs"] == answers()["lines"][0]["hs"] and shown["statement"]["total"] == row["tax"]
    assert len(shown["signed_sha256"]) == 64 and shown["state_says"]
    with scope(cast.traders[0]):
        assert AuditEvent.objects.filter(pk=made.json()["receipts"][0]["event"]).exists()


def test_a_number_in_a_string_is_read_as_json_writes_it(tra: Machine) -> None:
    made = tra.post("goods/drafts", {"kind": "A11", "gross_kg": "165.600", "lines": [{"hs": "73181510", "quantity": "1.250"}]})
    pk = made.json()["id"]
    with scope(actor_of(User.objects.get(username="tra"), timezone.localdate())):
        row = GoodsDeclaration.objects.get(pk=pk)
        assert row.gross_kg == Decimal("165.6") and row.body["lines"][0]["quantity"] == 1.25
    [found] = tra.call("PUT", f"goods/drafts/{pk}", {"changes": {"gross_kg": "165,6"}}).json()["remarks"]
    assert (found["code"], found["pointer"]) == ("FRM-03", "/gross_kg")


def test_the_same_call_twice_is_one_declaration(tra: Machine, cast: GoodsCast) -> None:
    first = tra.post("goods", answers(), key="lot-118")
    again = tra.post("goods", answers(), key="lot-118")
    assert again.content == first.content and again["Idempotency-Replayed"] == "true"
    with scope(cast.traders[0]):
        assert GoodsDeclaration.objects.count() == 1
    assert tra.post("goods", answers(), key=None).status_code == 400  # negative control: no key, no declaration


def test_a_draft_is_changed_checked_and_registered(tra: Machine) -> None:
    made = tra.post("goods/drafts", {"kind": "A11", "lines": [{"hs": "73181510"}]})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    looked = tra.post(f"goods/drafts/{pk}/check").json()
    assert not looked["ready"] and any(f["pointer"] == "/importer" for f in looked["findings"])
    changed = tra.call("PUT", f"goods/drafts/{pk}", {"changes": answers()})
    assert changed.status_code == 200 and changed.json()["lines"] == 1
    looked = tra.post(f"goods/drafts/{pk}/check").json()
    assert looked["ready"], looked["findings"]
    done = tra.post(f"goods/drafts/{pk}/register")
    assert done.status_code == 201, done.content
    assert done.json()["declarations"][0]["tax"] == looked["tax"]  # what was shown before is what is owed
    assert tra.post(f"goods/drafts/{pk}/register").status_code in (404, 409)


def test_a_refusal_says_where_and_keeps_nothing(tra: Machine, cast: GoodsCast) -> None:
    broken = answers()
    broken["lines"][0].pop("quantity")
    refused = tra.post("goods", broken)
    assert refused.status_code == 422 and refused["Content-Type"] == "application/problem+json"
    assert "/lines/0/quantity" in {f["pointer"] for f in refused.json()["findings"]}
    with scope(cast.traders[0]):
        assert not GoodsDeclaration.objects.exists()


def test_a_hundred_and_twenty_lines_become_three_declarations(tra: Machine) -> None:
    long = answers()
    row = long["lines"][0]
    long["lines"] = [{**row, "name": f"{row['name']}, lô {n}"} for n in range(120)]
    long["invoice_total"] = str(120 * Decimal(row["invoice_value"]))
    long["packages"] = 1200
    made = tra.post("goods", long)
    assert made.status_code == 201, made.json()
    parts = made.json()["declarations"]
    assert [(p["part"], p["of"], p["lines"]) for p in parts] == [(1, 3, 50), (2, 3, 50), (3, 3, 20)]
    assert tra.get(f"goods/{parts[1]['number']}").json()["linked"] == [p["number"] for p in parts]


def test_lists_are_of_ones_own_and_turned_page_by_page(tra: Machine, cast: GoodsCast) -> None:
    mine = [registered(tra, n) for n in range(3)]
    first = tra.get("goods?limit=2").json()
    rest = tra.get(f"goods?limit=2&after={first['next']}").json()
    assert [row["number"] for row in first["items"] + rest["items"]] == mine[::-1]
    assert tra.get("goods?direction=export").json()["items"] == []
    bao = Machine(a_key("bao"))  # the broker of this trader sees them; nobody else does
    assert {row["number"] for row in bao.get("goods").json()["items"]} == set(mine)
    assert Machine(a_key("huong")).get(f"goods/{mine[0]}").status_code == 404


def test_a_broker_declares_for_his_client(cast: GoodsCast) -> None:
    bao = Machine(a_key("bao"))
    made = bao.post(f"goods?declarant={answers()['importer_tax_id']}", answers())
    assert made.status_code == 201, made.content
    with scope(cast.traders[0]):
        row = GoodsDeclaration.objects.get(number=made.json()["declarations"][0]["number"])
    assert row.declarant_id == cast.traders[0].parties[0] and row.agent_id == cast.broker.parties[0]


def yellow(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> str:
    """A declaration whose dossier is checked: the draw picks it."""
    return selected(machine, monkeypatch, YELLOW)


def selected(machine: Machine, monkeypatch: pytest.MonkeyPatch, channel: str, first: int = 0) -> str:
    """A declaration that the draw sends this way; `first` gives other goods."""
    for die in range(first, 10_000, 97):
        monkeypatch.setattr(dice, "thrown", lambda die=die: die)
        made = machine.post("goods", answers(die))
        assert made.status_code == 201, made.content
        [row] = made.json()["declarations"]
        if row["channel"] == channel:
            return str(row["number"])
    raise AssertionError(f"no {channel}")


def test_a_question_is_answered_line_by_line(tra: Machine, cast: GoodsCast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = yellow(tra, monkeypatch)
    with scope(cast.traders[0]):
        pk = GoodsDeclaration.objects.get(number=number).pk
    leader = actor_of(User.objects.get(username="chau"), timezone.localdate())
    with scope(leader):
        officer = goods.officer_of(pk, "dossier")
    with scope(officer):
        ask.ask(pk, [{"field": "/lines/0/name", "rule": "LIN-01", "need": "Nêu rõ chất liệu của hàng"}], by=officer, at=timezone.now())
    shown = tra.get(f"goods/{number}").json()
    [request] = [r for r in shown["requests"] if r["kind"] == "question"]
    assert shown["state"] == "asked" and request["points"][0]["field"] == "/lines/0/name"
    assert "by" not in request and "alias" not in request
    assert tra.post(f"goods/{number}/answer", {"answers": [{"answer": "  "}]}).status_code == 422
    done = tra.post(f"goods/{number}/answer", {"answers": [{"answer": "Thép hợp kim, mạ kẽm nhúng nóng"}]})
    assert done.status_code == 200 and done.json()["state"] == "checking" and done.json()["receipt"]["leaf"]


def test_amended_and_a_cancellation_asked(tra: Machine, cast: GoodsCast, monkeypatch: pytest.MonkeyPatch) -> None:
    number = yellow(tra, monkeypatch)
    assert tra.post(f"goods/{number}/amend", {"changes": {"notes": "Hàng về thành hai chuyến"}}).status_code == 422
    done = tra.post(f"goods/{number}/amend", {"changes": {"notes": "Hàng về thành hai chuyến"}, "reason": "Xe chia hai chuyến"})
    assert done.status_code == 200, done.content
    asked_for = tra.post(f"goods/{number}/cancel", {"reason_code": "CAN-02", "reason": "Khai hai lần"})
    assert asked_for.status_code == 200, asked_for.content
    assert {r["kind"] for r in tra.get(f"goods/{number}").json()["requests"]} >= {"amend", "cancel"}


def test_a_machine_calls_the_head_once_when_the_promise_has_run_out(tra: Machine, cast: GoodsCast) -> None:
    number = registered(tra)
    early = tra.post(f"goods/{number}/escalate", {})
    assert (early.status_code, early.json()["code"]) == (409, "ASG-07")
    with everywhere():
        row = GoodsDeclaration.objects.get(number=number)
        row.state, row.held_at, row.hold_until = "checking", timezone.now(), timezone.now() - timedelta(hours=1)
        GoodsDeclaration.objects.filter(pk=row.pk).update(state=row.state, held_at=row.held_at, hold_until=row.hold_until, promised_at=row.hold_until)
    called = tra.post(f"goods/{number}/escalate", {"reason": "Hàng tươi, xe chờ từ hôm qua"})
    assert called.status_code == 200 and called.json()["receipt"]
    again = tra.post(f"goods/{number}/escalate", {})
    assert (again.status_code, again.json()["code"]) == (409, "ASG-08")
