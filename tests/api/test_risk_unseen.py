"""Nothing a declarant asks for tells what prediction thinks: pages, files, machines' answers, changes, log."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("lightgbm", reason="the learning libraries are left out here")

from django.test import Client
from django.utils import timezone

from tests import border, pasts
from tests.api.conftest import Machine, a_key
from tests.api.test_goods import answers
from tests.browser.people import in_turn
from tests.people import a_person
from thongquan.actions import reference
from thongquan.actions.declaration.decide import agree
from thongquan.actions.risk.models import promote_model, propose_model
from thongquan.actions.training.cast import gather
from thongquan.actions.training.goods_cast import GoodsCast, gather_goods
from thongquan.core.actor import system
from thongquan.models import AuditEvent, GoodsDeclaration, LaneBudget, RiskModel, RiskScore, Selection, Task, Unit, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.assessment.profiles import monday
from thongquan.queries.risk import champion
from thongquan.queries.scope import everywhere, scope

#: cuts of an office that has the likeliest line of every declaration looked at
CUTS = {"red": None, "safety": None, "yellow": 0.0000001, "review": None}
#: words of the trade of prediction that no answer to a declarant uses
INSIDE = re.compile(r"MOD-[A-Z]|p_physical|model_hash|\"probability\"|risk_score|[Mm]ô hình rủi ro|[Rr]isk model|风险模型")
PAGES = ("", "{pk}/", "{pk}/statement/", "{pk}/registered/", "{pk}/dossier/", "{pk}/delay/", "{pk}/amend/", "export.csv", "export.xlsx",
         "{pk}/statement.csv", "{pk}/statement.xlsx")


@pytest.fixture
def cast(real_commits: Any) -> GoodsCast:
    now = timezone.now()
    reference.load()
    gather(now)
    people = gather_goods(now)
    champion._failed.clear()
    champion.model.cache_clear()
    pasts.in_tables()
    row = pasts.kept(at=now)
    for name, act in (("an1", propose), ("an2", promote_model)):
        who = a_person(name, "risk_analyst", at=now)
        with scope(who):
            act(row.pk, by=who, at=now)
    with scope(system()), everywhere():
        LaneBudget.objects.create(office=Unit.objects.get(code="20BB"), week=monday(timezone.localdate(now)), red=50, yellow=50, expected=1000, cuts=CUTS)
    return people


def propose(pk: int, **who: Any) -> None:
    propose_model(pk, reason="better on the trial", **who)


def told(answer: Any) -> str:
    """Everything that stands in an answer, also inside a sheet."""
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as sheet:
            content = b"\n".join(sheet.read(name) for name in sorted(sheet.namelist()))
    return content.decode("utf-8", "replace")


def test_a_declarant_reads_nothing_of_what_the_model_said(cast: GoodsCast, real_commits: Any, tmp_path: Any) -> None:
    """The model has chosen his goods and an officer agreed: the words, figures and names of all that are in none of his answers."""
    tra = Machine(a_key("tra"))
    made = tra.post("goods", answers(3, lines=2))
    assert made.status_code == 201, made.content
    number = made.json()["declarations"][0]["number"]
    with scope(system(all_units())), everywhere():
        row = GoodsDeclaration.objects.get(number=number)
        chosen, scores = Selection.objects.get(declaration=row, kind="initial"), list(RiskScore.objects.filter(declaration_id=row.pk))
        task = Task.objects.get(declaration=row, kind="dossier")
        clerk = actor_of(User.objects.get(pk=task.officer_id), timezone.localdate())
        names = {RiskModel.objects.get().hash, RiskModel.objects.get().hash[:12]}
    assert row.channel == "yellow" and "MOD-Y" in chosen.codes and len(scores) == 2  # negative control: the model has spoken
    with scope(clerk):
        agree(row.pk, reason_code="DOS-01", by=clerk, at=timezone.now() + timedelta(minutes=1))
    secrets = names | {words for score in scores for part in ("top", "lowering") for why in score.reasons[part] for words in why["words"].values()}
    secrets |= {repr(figure) for score in scores for figure in (score.physical, score.document, score.score, score.probability)}
    border.seal(real_commits.sealer, tmp_path)

    before = {path: told(tra.get(path)) for path in ("goods", f"goods/{number}", "changes?after=0&limit=500")}
    assert number in before["goods"] and "goods.register" in before["changes?after=0&limit=500"]
    user, client = User.objects.get(username="tra"), Client()
    client.force_login(user)
    for page, language in in_turn(PAGES, ("vi", "en", "zh-hans")):
        client.cookies["tq_language"] = language
        answer = client.get("/trade/goods/" + page.format(pk=row.pk))
        assert answer.status_code in (200, 302), (page, answer.status_code)
        before[f"{language} {page}"] = told(answer)
    assert sum(number in text or number[-4:] in text for text in before.values()) > len(PAGES) // 2
    with scope(actor_of(user, timezone.localdate())):
        before["log"] = " ".join(bytes(event.payload).decode() for event in AuditEvent.objects.all())
    assert number in before["log"] or "goods.register" in before["log"]
    for where, text in before.items():
        assert not INSIDE.search(text), (where, INSIDE.search(text))
        assert not [one for one in secrets if one in text], where

    with scope(system(all_units())), everywhere():  # had the model said the contrary, every answer to machines were the same
        RiskScore.objects.filter(declaration_id=row.pk).update(physical=0.999, document=0.999, score=99, probability=0.999, reasons={"top": []})
    for path in ("goods", f"goods/{number}", "changes?after=0&limit=500"):
        assert json.loads(told(tra.get(path))) == json.loads(before[path]), path
