"""The log over goods: clean after many declarations, and every row an insider changes is found."""

from decimal import Decimal

import psycopg
import pytest

from tests import border
from tests.goods import HOUR, MINUTE, NOW, answers, officer_of, open_house
from thongquan.actions import licence, payment
from thongquan.actions.declaration.decide import agree
from thongquan.actions.declaration.draft import draft
from thongquan.actions.declaration.register import register
from thongquan.core.actor import system
from thongquan.core.licence_message import Granted, GrantedLine, WindowMessage
from thongquan.exchange.formats.licence_message import write
from thongquan.models import GoodsDeclaration, Party, PaymentOrder
from thongquan.queries.access import all_units
from thongquan.queries.scope import scope

DATABASE = "house"
#: what somebody with the owner's rights does behind every act's back
TAMPERING = {
    "update goods_declaration set tax_total = 1 where state = 'cleared' and id = (select min(id) from goods_declaration where state = 'cleared')": "goods",
    "update goods_line set quantity = quantity - 1 where id = (select min(id) from goods_line)": "goods",
    "update goods_line set tax_total = 0 where id = (select min(id) from goods_line where tax_total > 0)": "goods",
    "delete from goods_line where id = (select max(id) from goods_line)": "goods",
    "update payment set amount = amount - 1 where id = (select min(id) from payment)": "payment",
    "update payment_order set amount = amount + 1 where id = (select min(id) from payment_order where state = 'paid')": "payment_order",
    "update licence set valid_until = '2030-01-01' where id = (select min(id) from licence)": "licence",
    "update licence_line set used = 0 where id = (select min(id) from licence_line where used > 0)": "licence_line",
    "update write_off set quantity = 1 where id = (select min(id) from write_off)": "write_off",
    "update licence_check set outcome = 'matched' where id = (select min(id) from licence_check)": "licence_check",
    "update goods_decision set by_id = 1 where id = (select min(id) from goods_decision)": "goods_decision",
    "update draw set officer_id = officer_id + 1 where id = (select min(id) from draw where officer_id is not null)": "draw",
}


def entry(who, n, **over):
    """A consignment registered; any number of them, whatever the dice say."""
    with scope(who):
        row = draft(answers(n, lines=1 + n % 3, **over), declarant_id=who.parties[0], by=who, at=NOW, direction="import")
        return [made.declaration.pk for made in register(row.pk, by=who, at=NOW, die=(n * 977) % 10_000)]


@pytest.fixture
def full(real_commits, tmp_path, settings):
    """Sixty declarations, some asked for, all paid where they owe, one that draws on a ministry's document."""
    settings.HOME = tmp_path
    _, goods = open_house()
    granted(goods.traders[1], answers(1, lines=2)["lines"])
    made = []
    with everywhere_open():
        licence.mark_agency_down("TY", reason="Bảo trì", by=system(all_units()), at=NOW)
    cited = {1: {"kind": "KDTV", "number": "KD-1/2026"}, 2: {"kind": "KDDV", "number": "TY-5/2026"}}  # the second one's agency is silent
    for n in range(60):
        made += entry(goods.traders[n % 20], n, **({"permits": [cited[n]]} if n in cited else {}))
    for pk in made:
        paid(pk)
    with everywhere_open():
        checking = list(GoodsDeclaration.objects.filter(state="checking").values_list("pk", flat=True))
    for pk in checking[:3]:
        with everywhere_open():
            clerk = officer_of(pk, "dossier")
        with scope(clerk):
            agree(pk, reason_code="DOS-02", by=clerk, at=NOW + HOUR)
    return made


def granted(trader, lines):
    """A ministry's document for exactly these goods, by the single window."""
    with everywhere_open():
        holder = Party.objects.get(pk=trader.parties[0])
        told = Granted(
            kind="KDTV", number="KD-1/2026", holder_tax_id=holder.tax_id, holder_name=holder.name, issued_on=NOW.date(), valid_until=None,
            lines=tuple(GrantedLine(n, line["hs"], line["name"], Decimal(900_000), line["unit"], "") for n, line in enumerate(lines, 1)))
        message = WindowMessage("m-1", "NSW", "BVTV", 1, NOW, told)
        assert licence.receive_message(message, write(message), by=system(all_units()), at=NOW).outcome == "applied"


def everywhere_open():
    return scope(system(all_units()))


def paid(pk):
    with everywhere_open():
        who = GoodsDeclaration.objects.get(pk=pk).declarant_id
        for order in PaymentOrder.objects.filter(declaration_id=pk, state="open"):
            actor = type(system())(None, "trader", frozenset({"declarant"}), (), (who,))
            sent = payment.pay(order.pk, bank="VTB", by=actor, at=NOW + MINUTE)
            payment.paid(sent.pk, bank_reference=f"VTB{pk}", at=NOW + MINUTE)


def test_sixty_declarations_leave_a_clean_log_and_no_row_is_changed_unseen(full, real_commits, tmp_path):
    border.seal(real_commits.sealer, tmp_path)
    assert not border.verified(real_commits.owner, tmp_path).findings
    for statement, told in TAMPERING.items():
        with psycopg.connect(real_commits.admin, autocommit=False) as insider:
            insider.execute("set session_replication_role = replica")
            assert insider.execute(statement).rowcount == 1, statement
            insider.commit()
        found = border.verified(real_commits.owner, tmp_path).findings
        assert any(one.where.startswith(told + ":") for one in found), (statement, found)
