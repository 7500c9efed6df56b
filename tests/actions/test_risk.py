"""Prediction in the house: lines kept and scored, results learned from, models promoted by two, rules alone without one."""

from datetime import timedelta
from time import perf_counter

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

import numpy as np

from tests import goods, pasts
from tests.goods import MINUTE, NOW, QUIET, answers, lodged, officer_of, open_house
from tests.people import a_person
from thongquan.actions import risk
from thongquan.actions.declaration.decide import agree
from thongquan.actions.risk import counters, models, vehicles
from thongquan.actions.risk.learning import onward, past
from thongquan.actions.risk.observe import moment
from thongquan.actions.risk.readings import DRIFTS, watch
from thongquan.actions.risk.recount import count_anew
from thongquan.core.actor import system
from thongquan.core.refused import Conflict, NotAllowed, Refused
from thongquan.models import LaneBudget, RiskLine, RiskModel, RiskModelFile, RiskReading, RiskResult, RiskScore, RiskSum, Selection
from thongquan.queries.access import all_units
from thongquan.queries.risk import champion, store
from thongquan.queries.risk.judging import model_of
from thongquan.queries.risk.vehicles import of_vehicle
from thongquan.queries.scope import everywhere, scope
from thongquan.risk.features import NAMES, features
from thongquan.risk.fields import days

DATABASE = "house"
pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    _cast, cast = open_house()
    champion._failed.clear()
    champion.model.cache_clear()
    return cast


@pytest.fixture
def analysts():
    return a_person("an1", "risk_analyst"), a_person("an2", "risk_analyst")


def scored(declaration) -> list[RiskScore]:
    with scope(system()):
        return list(RiskScore.objects.filter(declaration_id=declaration.pk))


def selection(declaration) -> Selection:
    with scope(system()), everywhere():
        return Selection.objects.get(declaration_id=declaration.pk, kind="initial")


def test_the_counters_of_the_tables_are_those_of_a_replay(house, analysts):
    """Twenty days that the model never saw: registered, counted from time to time, results known meanwhile; the same features."""
    pasts.in_tables(pasts.UNTIL)
    row = pasts.champion(*analysts)
    lines, results = pasts.named(pasts.told())
    later = lines["at"] >= days(pasts.UNTIL)
    with scope(system()), everywhere():
        count_anew(model_of(row.pk, counters=True), at=NOW - timedelta(days=20))
    pasts_in_tables_after()
    with scope(system()), everywhere():
        judge = model_of(row.pk, counters=True)
        offline = onward(judge, past(NOW), features=NAMES)
        assert set(offline.lines["id"]) == set(lines["id"][later])
        RiskLine.objects.filter(at__gte=days(pasts.UNTIL)).update(counted=True)  # they come in one by one below
        assert not RiskLine.objects.filter(counted=False).exists()
        for n in range(0, len(offline.lines["id"]), 3):
            name, at = offline.lines["id"][n], float(offline.lines["at"][n])
            come_in(judge, offline, at)
            if n % 30 == 0:
                counters.count(at=NOW - timedelta(days=moment(NOW) - at))
            one = {key: column[n:n + 1] for key, column in offline.lines.items()}
            online = features(one, store.met(one, at))
            same = np.isclose(online[0], offline.matrix[n], rtol=1e-4, atol=1e-4, equal_nan=True)
            assert same.all(), (name, [NAMES[place] for place in np.flatnonzero(~same)])
            if n > 240:
                break


def pasts_in_tables_after():
    """The lines and results after the day on which the model had learned."""
    from thongquan.actions.training.demo_risk import LINES, RESULTS, lines_of, results_of  # optional: the learning libraries
    from thongquan.models import Unit
    from thongquan.queries.hot import hot
    from thongquan.risk.columns import some
    from thongquan.risk.generator import Told

    told, until = pasts.told(), days(pasts.UNTIL)
    late = told.lines["at"] >= until
    part = Told(some(told.lines, late), some(told.results, told.results["at"] > until), some(told.truth, late))
    with scope(system()), everywhere(), hot() as cursor:
        offices = dict(Unit.objects.filter(level="office").values_list("code", "pk"))
        cursor.execute(LINES, lines_of(part, offices))
        cursor.execute(RESULTS, results_of(part, offices, {}))


def come_in(judge, offline, at):
    """Every line registered before this moment is there, uncounted, with what the first look at it said."""
    from thongquan.risk.features import FIRST, looks  # optional: the learning libraries

    rows = np.flatnonzero(offline.lines["at"] < at)
    fresh = [n for n in rows if offline.lines["id"][n] not in SEEN]
    for n in fresh:
        matrix = offline.matrix[n:n + 1]
        said = looks(matrix, judge.suspicion(matrix[:, :len(FIRST)]))
        RiskLine.objects.filter(code=offline.lines["id"][n]).update(counted=False, looks=[float(said[name][0]) for name in store.LOOKS])
        SEEN.add(offline.lines["id"][n])


SEEN: set[str] = set()


def test_a_registered_import_is_scored_with_reasons_and_its_declarant_reads_nothing_of_it(house, analysts):
    pasts.in_tables()
    row = pasts.champion(*analysts)
    who, seconds = house.traders[0], []
    for n in range(6):
        began = perf_counter()
        made = lodged(who, answers(40 + n, lines=3))[0].declaration
        seconds.append(perf_counter() - began)
    told = scored(made)
    assert len(told) == 3 and {one.model_hash for one in told} == {row.hash}
    worst = max(told, key=lambda one: one.score)
    assert worst.reasons["top"] and all(reason["words"][name] for reason in worst.reasons["top"] for name in ("vi", "en", "zh"))
    assert set(worst.reasons["aspects"]) == {"name", "hs", "value", "origin", "quantity"}
    assert selection(made).score["model"]["p_physical"] == pytest.approx(max(one.physical for one in told))
    with scope(who):
        assert not any(table.objects.exists() for table in (RiskLine, RiskResult, RiskScore, RiskSum, RiskModel, RiskModelFile, RiskReading))
        made.refresh_from_db()
        assert made.risk is None and worst.reasons["top"][0]["words"]["vi"] not in f"{vars(made)}"
    assert sorted(seconds)[2] < 1.0


def test_the_time_of_a_registration_does_not_tell_its_score(house, analysts, monkeypatch):
    """A line scored high and one scored low do the same work: both are explained, by as many questions to the database."""
    pasts.in_tables()
    pasts.champion(*analysts)
    with scope(system()):  # as the server does before the first consignment
        assert champion.warm(NOW) and champion.model.cache_info().currsize == 1
    lodged(house.traders[0], answers(60, lines=1))
    assert champion.model.cache_info().misses == 1
    asked = []
    for n in range(6):
        count = []
        real = store.asked
        monkeypatch.setattr(store, "asked", lambda statement, values, real=real, count=count: (count.append(statement), real(statement, values))[1])
        lodged(house.traders[n], answers(61 + n, lines=1))
        monkeypatch.setattr(store, "asked", real)
        asked.append(len(count))
    with scope(system()):
        scores = list(RiskScore.objects.order_by("-probability").values_list("probability", flat=True))
    assert len(set(asked)) == 1 and scores[0] > scores[-1]


@pytest.mark.parametrize("trouble", ["none", "deleted", "damaged", "stale"])
def test_without_a_working_model_the_rules_alone_select(house, analysts, trouble):
    row = pasts.champion(*analysts) if trouble != "none" else None
    at = NOW
    with scope(system()), everywhere():
        if trouble == "deleted":
            RiskModelFile.objects.all().delete()
        if trouble == "damaged":
            RiskModelFile.objects.filter(name="model.json").update(content=b"{")
        if trouble == "stale":
            at = NOW + timedelta(days=46)
            assert champion.standing(at).state == champion.STALE
    made = lodged(house.traders[0], answers(70), at=at)[0].declaration
    assert made.number and scored(made) == [] and selection(made).model_hash == ""
    with scope(system()):
        assert RiskLine.objects.filter(declaration_id=made.pk).count() == 1
    with scope(analysts[0]):
        state = champion.standing(at + MINUTE).state
        assert not champion.warm(at + MINUTE)
    assert state == {"none": champion.ABSENT, "stale": champion.STALE}.get(trouble, champion.BROKEN)
    assert row is None or row.state == "champion"


def test_the_model_fills_the_room_that_is_left_and_says_why(house, analysts):
    pasts.in_tables()
    row = pasts.champion(*analysts)
    with scope(system()), everywhere():
        LaneBudget.objects.create(office_id=officer_office(house), week=NOW.date() - timedelta(days=2), red=50, yellow=50, expected=1000,
                                  cuts={"red": 0.00001, "safety": None, "yellow": None, "review": None})
    made = lodged(house.traders[0], answers(80), die=QUIET)[0].declaration
    chosen = selection(made)
    assert made.channel == "red" and chosen.model_hash == row.hash
    assert [reason["kind"] for reason in chosen.reasons] == ["score"] * len(chosen.reasons) and chosen.codes[0] == "MOD-R" and len(chosen.codes) > 1
    assert made.channel_reasons == [{"set": chosen.set_version}]
    with scope(system()):
        assert set(RiskLine.objects.filter(declaration_id=made.pk).values_list("channel", "selected_by")) == {("red", "model")}


def officer_office(house) -> int:
    return next(iter(house.officers["kiem20bb1"].offices))


def test_what_a_dossier_check_found_becomes_results_known_at_the_end_of_the_day(house):
    made = lodged(house.traders[0], answers(90, lines=2), die=60)[0].declaration
    assert made.channel == "yellow"
    with scope(system(all_units())):
        clerk = officer_of(made.pk, "dossier")
    with scope(clerk):
        agree(made.pk, reason_code="DOS-01", by=clerk, at=NOW + 5 * MINUTE)
    with scope(system()):
        rows = list(RiskResult.objects.filter(declaration_id=made.pk))
        line = RiskLine.objects.filter(declaration_id=made.pk).first()
    assert len(rows) == 2 and not any(row.found for row in rows)
    assert {(row.check_kind, row.selected_by, row.officer_id, row.at) for row in rows} == {("document", "random", clerk.id, float(int(line.at)) + 1)}
    with scope(system()), everywhere():
        risk.found(made, "physical", {2: "undeclared"}, officer=clerk.id, begun=NOW, at=NOW + MINUTE, only=[1, 2], dong=26_000_000)
        found = RiskResult.objects.get(declaration_id=made.pk, check_kind="physical", found=True)
    assert found.code == f"{made.pk}-2" and found.type == "quantity" and found.revenue_usd > 0


def test_a_model_judges_only_after_two_people_and_one_step_leads_back(house, analysts):
    first, second = analysts
    row = pasts.kept(dry_run={})
    with scope(first):
        with pytest.raises(Refused, match="RSK-02"):
            models.propose_model(row.pk, reason="good", by=first, at=NOW)
    with scope(system()), everywhere():
        models.tried(row.pk, pasts.TRIAL, by=system(), at=NOW)
    with scope(first):
        with pytest.raises(Refused, match="REQ-04"):
            models.propose_model(row.pk, reason=" ", by=first, at=NOW)
        models.propose_model(row.pk, reason="good", by=first, at=NOW)
        with pytest.raises(NotAllowed, match="RSK-04"):
            models.promote_model(row.pk, by=first, at=NOW)
    outsider = a_person("clerk", "dossier_officer")
    with scope(outsider), pytest.raises(NotAllowed):
        models.promote_model(row.pk, by=outsider, at=NOW)
    with scope(second):
        models.promote_model(row.pk, by=second, at=NOW)
        with pytest.raises(Conflict, match="RSK-01"):
            models.promote_model(row.pk, by=second, at=NOW)
        assert champion.standing(NOW).hash == row.hash
        assert models.step_back(row.pk, reason="it misbehaves", by=second, at=NOW) is None
        assert champion.standing(NOW).state == champion.ABSENT
        with pytest.raises(Conflict, match="RSK-05"):
            models.step_back(row.pk, reason="again", by=second, at=NOW)


def test_one_step_back_sent_twice_is_one_step(house, analysts):
    """The model before judges again, and a second sending of the same page does not take that one back too."""
    older = pasts.champion(*analysts)
    with scope(system()), everywhere():
        newer = models.keep_candidate({"model": b"x"}, digest="b" * 64, card={}, trained_until=NOW.date(), dry_run=pasts.TRIAL, by=system(), at=NOW)
    first, second = analysts
    with scope(first):
        models.propose_model(newer.pk, reason="newer", by=first, at=NOW)
    with scope(second):
        models.promote_model(newer.pk, by=second, at=NOW)
        assert models.step_back(newer.pk, reason="it misbehaves", by=second, at=NOW).pk == older.pk
        with pytest.raises(Conflict, match="RSK-01"):
            models.step_back(newer.pk, reason="it misbehaves", by=second, at=NOW)
        assert RiskModel.objects.get(state="champion").pk == older.pk


def test_figures_that_moved_ring_and_widen_the_draw_of_every_office(house, analysts):
    pasts.in_tables()
    row = pasts.champion(*analysts)
    with scope(system()), everywhere():
        LaneBudget.objects.create(office_id=officer_office(house), week=NOW.date() - timedelta(days=2), red=50, yellow=50)
        week = days(NOW.date()) - 2
        RiskLine.objects.filter(at__gte=week - 7, at__lt=week).update(importer="9911111111", importer_since=week - 8, duty_rate=90, supplier="S99999")
        told = past(NOW)
        seen = watch(onward(model_of(row.pk, counters=True), told, features=DRIFTS), told, at=NOW)
        assert seen is not None and "SCORES" in seen.alarms and seen.unseen > 0.9
        assert LaneBudget.objects.get().drift_alarm
        assert RiskReading.objects.filter(figure="alarm", of="SCORES", alarm=True).exists()


def test_a_late_vehicle_is_known_by_its_plate_driver_and_carrier():
    from tests import border  # optional: another house

    cast = border.open_border()
    pk = border.crossed_out(cast, 3)
    with scope(cast.desk):
        row = border.row(cast, pk)
        assert of_vehicle(row).reasons == ()
    with scope(system()), everywhere():
        type(row).objects.filter(pk=pk).update(overdue_at=NOW)
        assert vehicles.count_trips(at=NOW + timedelta(hours=5)) == 3
    with scope(cast.desk):
        told = of_vehicle(row)
    assert told.chance > 0.1 and {code for code, _words in told.reasons} == {"VEH-LATE"}
    assert goods.NOW == NOW
