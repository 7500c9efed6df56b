"""The scale at the gate and the goods it weighs; amended goods are judged again by the model."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

from tests import pasts
from tests.border import GATE, accepted
from tests.goods import HOUR, MINUTE, NOW, answers, lodged, officer_of, open_house, seen
from tests.people import a_person, client
from thongquan.actions import gate
from thongquan.actions.declaration.change import amend, decide_amendment
from thongquan.catalog import demo
from thongquan.core.actor import system
from thongquan.core.refused import NotAllowed, Refused
from thongquan.core.vehicle import ADMISSION
from thongquan.models import AuditEvent, Crossing, GoodsProfile, LaneBudget, RiskLine, RiskScore, Selection, Weighing
from thongquan.queries.access import all_units
from thongquan.queries.assessment.history import history
from thongquan.queries.assessment.profiles import set_of
from thongquan.queries.gate.weights import gate_kg
from thongquan.queries.risk import champion
from thongquan.queries.risk.judging import judged
from thongquan.queries.risk.models import chance_before, scores_of
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.fields import FIGURES, TEXTS, Line

DATABASE = "house"
pytestmark = pytest.mark.django_db
TARE = Decimal(9_000)


@pytest.fixture
def house():
    champion._failed.clear()
    champion.model.cache_clear()
    yield open_house()
    set_of.cache_clear()  # numbers of profiles begin anew in another test's database


@pytest.fixture
def judges(house):
    """A champion that judges imports, and the profile that looks at the scale."""
    pasts.in_tables()
    with scope(system()), everywhere():
        GoodsProfile.objects.create(code="QTY-77", version=1, kind="profile", text="gate_excess > 5", lane="red", state="active", written_at=NOW,
                                    words={"vi": "Nặng hơn khai", "en": "Heavier than declared", "zh": "重于申报"}, since=NOW.date() - timedelta(days=1),
                                    until=NOW.date() + timedelta(days=60))
    return pasts.champion(a_person("an1", "risk_analyst"), a_person("an2", "risk_analyst"))


def arriving(cast, *numbers, n=1) -> Crossing:
    """A vehicle from the other side that brings these goods in."""
    load = demo.load(random.Random(200 + n), ADMISSION, "border_delivery")
    pk = accepted(cast, n, **{**load.values, "planned_at": (NOW + HOUR).isoformat(), "goods": list(numbers), "gate": GATE})
    with scope(cast.desk):
        return Crossing.objects.get(declaration_id=pk, leg=1)


def on_scale(cast, leg, net, **over):
    with scope(cast.lane):
        return gate.weigh(leg.pk, gross_kg=TARE + net, tare_kg=TARE, **{"by": cast.lane, "at": NOW + HOUR, **over})


def at_desk(pk):
    with scope(system(all_units())):
        return seen(pk)


def test_goods_heavier_at_the_gate_than_declared_are_judged_again_and_only_more_strictly(house, judges):
    cast, goods = house
    who = goods.traders[0]
    made = lodged(who, answers(40, lines=2))[0].declaration
    assert made.channel == "green" and made.state == "decided"
    declared = at_desk(made.pk).gross_kg
    leg = arriving(cast, made.number)
    row = on_scale(cast, leg, round(declared * 2))
    assert row.off and row.declared_kg == declared and row.net_kg == round(declared * 2)
    after = at_desk(made.pk)
    assert after.channel == "red"
    with scope(system()), everywhere():
        kept = Selection.objects.filter(declaration_id=made.pk).order_by("-id").first()
        assert (kept.kind, kept.before, kept.channel) == ("new_information", "green", "red") and "QTY-77" in kept.codes
        lines = list(RiskLine.objects.filter(declaration_id=made.pk))
        assert sum(line.gate_weight_kg for line in lines) == pytest.approx(float(round(declared * 2)), abs=1)
        first, later = (RiskScore.objects.filter(declaration_id=made.pk, kind=kind).order_by("-score") for kind in ("goods", "again"))
        assert len(first) == len(later) == 2 and {one.model_hash for one in later} == {judges.hash}
        worst = later[0].reasons["aspects"]["quantity"]
        assert worst["why"][0]["code"] == "GATE-WEIGHT" and "100 %" in worst["why"][0]["words"]["en"] and "公斤" in worst["why"][0]["words"]["zh"]
        assert worst["score"] >= first[0].reasons["aspects"]["quantity"]["score"]
        assert [one.kind for one in scores_of(made.pk)] == ["again", "again"]
        tried = [one for one in history(NOW + 2 * HOUR) if one.facts.number == made.number]
        assert tried[0].around.gate_kg is None  # a trial on history knows what was known at registration
    for language, weight, again in (("vi", "Cân tại cửa khẩu", "Chấm lại sau khi khai sửa hoặc cân"), ("zh-hans", "口岸过磅", "修改或过磅后重新评分")):
        text = client("chau", language).get(f"/central/goods/{made.pk}/").content.decode()
        assert weight in text and again in text
    on_scale(cast, leg, round(declared), at=NOW + 2 * HOUR)
    assert at_desk(made.pk).channel == "red"
    with scope(who):  # the declarant reads neither weight nor score
        assert not Weighing.objects.exists() and not any(b"gate.weigh" in bytes(one.payload) for one in AuditEvent.objects.all())


def test_two_declarations_share_a_load_and_a_known_tare_stands(house):
    cast, goods = house
    one, two = (lodged(goods.traders[0], answers(n))[0].declaration for n in (61, 62))
    leg = arriving(cast, one.number, two.number)
    weights = [at_desk(made.pk).gross_kg for made in (one, two)]
    on_scale(cast, leg, round(sum(weights) * 2))
    lane = client("sang", "en")
    with scope(cast.desk):
        page = f"/gate/{GATE}/1/act/{leg.declaration.number}/"
    typed = lane.post(page, {"act": "weigh", "gross_kg": str(TARE + round(sum(weights) * 2))}, follow=True)
    assert typed.redirect_chain == [(f"{page}?do=check", 302)] and "100 % more than" in typed.content.decode()
    with scope(system()), everywhere():
        assert [round(gate_kg(made.pk) / weight, 2) for made, weight in zip((one, two), weights, strict=True)] == [Decimal("2.00")] * 2
    with scope(cast.lane):
        again = gate.weigh(leg.pk, gross_kg=TARE + round(sum(weights)), by=cast.lane, at=NOW + 2 * HOUR)
        assert again.tare_kg == TARE and not again.off
        with pytest.raises(Refused) as refusal:
            gate.weigh(leg.pk, gross_kg=Decimal(500), by=cast.lane, at=NOW + 2 * HOUR)
        assert refusal.value.findings[0].code == "GAT-13"
    with scope(cast.desk), pytest.raises(NotAllowed):
        gate.weigh(leg.pk, gross_kg=TARE, by=cast.desk, at=NOW)


def test_an_amended_declaration_is_scored_as_at_registration_and_is_not_its_own_past(house, judges):
    """A tenth of the value is declared anew; whatever room is left, the model now asks for an inspection, with its reasons."""
    _cast, goods = house
    who = goods.traders[0]
    made = lodged(who, answers(70), die=60)[0].declaration
    assert made.channel == "yellow"
    with scope(who):
        line = {**seen(made.pk).body["lines"][0], "unit_price": None}
        line["invoice_value"] = round(line["invoice_value"] / 10, 2)
        asked = amend(made.pk, {"lines": [line], "invoice_total": line["invoice_value"]}, reason="Hóa đơn ghi nhầm", by=who, at=NOW + MINUTE)
    with scope(system()), everywhere():
        LaneBudget.objects.update_or_create(office_id=made.office_id, week=NOW.date() - timedelta(days=2), defaults={
            "red": 50, "yellow": 50, "expected": 1000, "cuts": {"red": 0.0000001, "safety": None, "yellow": None, "review": None}})
    with scope(system(all_units())):
        clerk = officer_of(made.pk, "dossier")
    with scope(clerk):
        decide_amendment(asked.pk, approve=True, by=clerk, at=NOW + HOUR)
    assert at_desk(made.pk).channel == "red"
    with scope(system()), everywhere():
        first, later = RiskScore.objects.get(declaration_id=made.pk, kind="goods"), RiskScore.objects.get(declaration_id=made.pk, kind="again")
        said = [(one.physical, one.document, one.prohibited, one.revenue_usd, one.reasons) for one in (first, later)]
        assert said[0] != said[1] and later.reasons["top"] and chance_before(made.pk) == first.probability
        kept = Selection.objects.filter(declaration_id=made.pk, kind="new_information").get()
        assert "MOD-R" in kept.codes and kept.model_hash == judges.hash and kept.die == 60
        row = RiskLine.objects.get(declaration_id=made.pk)
        judge = champion.model(judges.pk, judges.hash)
        stood = Line(**{name: getattr(row, "code" if name == "id" else name) for name in (*TEXTS, *FIGURES)})
        RiskLine.objects.filter(pk=row.pk).update(at=row.at - 0.001)  # registered before, and waiting to be counted
        own, past = (judged(judge, [stood], declaration_id=pk)[0] for pk in (made.pk, 0))
        assert own.score == pytest.approx(first.score, rel=1e-6) and past.score != own.score


def test_the_dossier_of_an_export_says_that_rules_and_dice_alone_chose(house, judges):
    _cast, goods = house
    made = lodged(goods.traders[1], answers(3, direction="export"), die=60)[0].declaration
    with scope(system()), everywhere():
        assert not RiskScore.objects.filter(declaration_id=made.pk).exists() and not RiskLine.objects.filter(declaration_id=made.pk).exists()
    for language, words in (("vi", "chỉ tiêu chí và ngẫu nhiên chọn"), ("en", "rules and dice alone choose"), ("zh-hans", "仅由规则和随机抽取决定")):
        assert words in client("chau", language).get(f"/central/goods/{made.pk}/").content.decode()
