"""Weeks in which an importer cheats: findings teach a model, two people promote it, and it chooses whom rules do not know."""

from datetime import timedelta

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

from tests import pasts
from tests.goods import MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house
from tests.people import a_person
from thongquan.actions.assessment import refresh_cuts, set_budget
from thongquan.actions.declaration.decide import agree, mark, settle_finding
from thongquan.actions.risk import models
from thongquan.actions.risk.learning import onward, past, score_past
from thongquan.actions.risk.observe import moment
from thongquan.catalog.demo_goods import TRADERS
from thongquan.core.actor import system
from thongquan.core.refused import NotAllowed
from thongquan.jobs.learning import WORKS
from thongquan.models import LaneBudget, RiskModel, RiskModelFile, RiskResult, RiskScore, Selection
from thongquan.queries.access import all_units
from thongquan.queries.assessment.profiles import monday
from thongquan.queries.risk import champion, lines, waiting
from thongquan.queries.risk.choosing import choosing
from thongquan.queries.risk.judging import model_of
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.generator import invented

DATABASE = "house"
pytestmark = pytest.mark.django_db
#: the die that has a dossier checked, whoever's it is; two traders of the house
YELLOW, CHEAT, HONEST, WEEKS = 60, 1, 2, 10
DAY = timedelta(days=1)
LEARNS, JUDGES = NOW + 52 * DAY, NOW + 61 * DAY


@pytest.fixture
def house():
    champion._failed.clear()
    champion.model.cache_clear()
    _cast, goods = open_house()
    pasts.in_tables(past=invented(pasts.GOODS, first=pasts.TODAY - timedelta(days=130), last=pasts.TODAY - DAY, a_day=25, seed=5))
    return goods


def clock():
    return scope(system(all_units()))


def comes(goods, trader, n, at, die=QUIET):
    """One consignment of a trader."""
    firm = TRADERS[trader]
    values = answers(n, lines=2, importer=firm.name, importer_tax_id=firm.tax_id)
    return lodged(goods.traders[trader], values, die=die, at=at)[0].declaration


def checked(goods, trader, n, at, wrong):
    """A dossier that the dice chose: the officer compares the price with the invoice, and says what he found."""
    pk = comes(goods, trader, n, at, YELLOW).pk
    with clock():
        clerk = officer_of(pk, "dossier")
    with scope(clerk):
        if wrong:
            for line in (1, 2):
                found = mark(pk, field=f"/lines/{line - 1}/unit_price", code="value", line=line, note="Hóa đơn ghi giá khác", by=clerk, at=at + MINUTE)
                settle_finding(found.pk, note="Đã sửa trị giá", by=clerk, at=at + 2 * MINUTE)
        agree(pk, reason_code="DOS-01", by=clerk, at=at + 5 * MINUTE)


def selection(declaration):
    with clock(), everywhere():
        return Selection.objects.get(declaration_id=declaration.pk, kind="initial")


def says_of_choosing(by, row, at):
    """Whether its first cuts are still to come, and for how many offices of the analyst it chooses."""
    with scope(by):
        told = choosing(champion.standing(at), by.offices, week=monday(at.date()))
    assert (told.since is None) == told.coming and told.rooms == 1
    return told.coming, told.filled


def flagged(by, at):
    """Officers whose results the analyst is asked to look at."""
    with scope(by):
        return {int(wait.key) for wait in waiting.waiting(by, at) if wait.kind == "officer"}


def test_what_checks_find_teaches_the_model_and_two_people_let_it_choose(house):
    mai, head = a_person("mai2", "risk_analyst"), a_person("nhu2", "office_leader")
    for n in range(WEEKS):  # the dice look at both alike; one is wrong each time
        checked(house, CHEAT, 700 + n, NOW + 2 * n * DAY, wrong=True)
        checked(house, HONEST, 800 + n, NOW + 2 * n * DAY, wrong=False)
    for n in range(12):
        assert comes(house, 3 + n % 4, 900 + n, LEARNS - (14 - n) * DAY).channel == "green"
    assert comes(house, CHEAT, 715, LEARNS - DAY).channel == "green"  # rules alone do not know him

    assert WORKS["candidate"](LEARNS) == 0
    with clock():
        row = RiskModel.objects.get()
    with scope(mai):
        assert [wait.kind for wait in waiting.waiting(mai, LEARNS)] == ["candidate"]
        models.propose_model(row.pk, reason="Tìm được nhiều hơn", by=mai, at=LEARNS)
        with pytest.raises(NotAllowed, match="RSK-04"):
            models.promote_model(row.pk, by=mai, at=LEARNS)
    with scope(head):
        assert "promote" in [wait.kind for wait in waiting.waiting(head, LEARNS)]
        models.promote_model(row.pk, by=head, at=LEARNS)
        set_budget(head.offices[0], red=1, yellow=2, scanner=False, reason="Hai người nghỉ phép", by=head, at=LEARNS)
    assert says_of_choosing(mai, row, LEARNS) == (True, 0)
    assert WORKS["recount"](LEARNS + MINUTE) == 0
    assert says_of_choosing(mai, row, LEARNS + MINUTE) == (False, 1)
    at_once = comes(house, CHEAT, 716, LEARNS + MINUTE)  # no week of waiting: it has said what it thinks of the weeks before
    assert at_once.channel in ("yellow", "red") and selection(at_once).codes[0].startswith("MOD-")
    with clock(), everywhere():
        refresh_cuts(at=JUDGES)

    caught, free = comes(house, CHEAT, 720, JUDGES + MINUTE), comes(house, HONEST, 820, JUDGES + 2 * MINUTE)
    assert caught.channel in ("yellow", "red") and free.channel == "green"
    chosen = selection(caught)
    assert chosen.model_hash == row.hash and chosen.codes[0].startswith("MOD-") and {reason["kind"] for reason in chosen.reasons} == {"score"}
    assert all(len({reason["words"][name] for name in ("vi", "en", "zh")}) == 3 for reason in chosen.reasons)
    with scope(mai):
        likeliest = lines.judged(since=JUDGES.date(), until=JUDGES.date())[0]
    assert likeliest.declaration_id == caught.pk and likeliest.number == caught.number
    assert any("findings" in why["words"]["en"] for why in likeliest.top), likeliest.top

    turned_over(row, mai)
    the_dice_keep_their_cap(house, head)
    with clock(), everywhere():
        RiskModelFile.objects.filter(model_id=row.pk).delete()
    again = comes(house, CHEAT, 721, JUDGES + 9 * MINUTE, 9000)
    assert again.channel == "green" and selection(again).model_hash == ""
    with clock():
        assert champion.standing(JUDGES + 9 * MINUTE).state == champion.BROKEN
        assert not RiskScore.objects.filter(declaration_id=again.pk).exists()


def turned_over(row, mai):
    """One officer writes every seventh result the other way round; the analyst is asked to look at his results alone."""
    told = past(JUDGES)
    past_ones = RiskResult.objects.filter(code__startswith="past-")
    with clock(), everywhere():
        score_past(row, onward(model_of(row.pk), told), moment(NOW) - 130, moment(NOW))
        bent, honest = sorted({pk for pk in past_ones.values_list("officer_id", flat=True) if pk})[:2]
        past_ones.update(office_id=mai.offices[0], officer_id=honest)
        past_ones.filter(check_kind="physical").update(officer_id=bent)
    assert not flagged(mai, JUDGES) & {bent, honest}
    with clock(), everywhere():
        for one in list(past_ones.filter(officer_id=bent).order_by("at", "id"))[::7]:
            one.found = not one.found
            one.save()
    assert flagged(mai, JUDGES) & {bent, honest} == {bent}


def the_dice_keep_their_cap(house, head):
    """However much the head can inspect and however far things drift, half of all goods at most are drawn at random."""
    with scope(head):
        set_budget(head.offices[0], red=5000, yellow=2, scanner=False, reason="Thêm hai ca máy soi", by=head, at=JUDGES)
    with clock(), everywhere():
        LaneBudget.objects.update(drift_alarm=True)
        refresh_cuts(at=JUDGES)
    drawn, spared = (comes(house, HONEST, 830 + n, JUDGES + (3 + n) * MINUTE, die) for n, die in enumerate((4999, 5200)))
    assert drawn.channel == "red" and [reason["kind"] for reason in selection(drawn).reasons] == ["random"]
    assert all(reason["kind"] != "random" for reason in selection(spared).reasons)
