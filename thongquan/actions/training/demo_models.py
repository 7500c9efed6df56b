"""The demo's risk models: half a year's, its successor promoted by two, a candidate."""

from __future__ import annotations

from datetime import datetime, timedelta

from thongquan.actions.assessment import refresh_cuts
from thongquan.actions.risk.learning import Past, View, candidate, champion_model, files_of, kept, learn, onward, opened, past, score_past, trial
from thongquan.actions.risk.models import promote_model, propose_model
from thongquan.actions.risk.observe import moment, plain_score
from thongquan.actions.risk.readings import back_to, watch
from thongquan.actions.risk.recount import count_anew
from thongquan.actions.training.demo_risk import budgets
from thongquan.core.actor import Actor, system
from thongquan.core.rule import local_day
from thongquan.models import RiskLine, RiskModel, RiskScore, User
from thongquan.queries.access import actor_of
from thongquan.queries.risk.judging import judged
from thongquan.risk.fields import FIGURES, TEXTS, Line
from thongquan.risk.model import Model

#: days before now: when each model was promoted, and how long before that its learning ended
FIRST, SECOND, TRIAL = 185, 12, 30
AUTHOR, APPROVER = "mai", "loc"


def fill(now: datetime) -> bool:
    """Train, try and promote once; False when a model is there already or nobody could promote it."""
    with opened():
        if RiskModel.objects.exists():
            return False
        people = {user.username: actor_of(user, local_day(now)) for user in User.objects.filter(username__in=(AUTHOR, APPROVER))}
    if set(people) != {AUTHOR, APPROVER}:
        return False
    told = past(now)
    before = promoted(told, now - timedelta(days=FIRST), None, people)
    after = promoted(told, now - timedelta(days=SECOND), before[1], people)
    end, change = moment(now), moment(now) - SECOND
    for (row, view), since, until in ((before, end - FIRST, change), (after, change, end)):
        score_past(row, view, since, until)
        back_to(view, told, since=since, until=until)
    watch(after[1], told, at=now)
    candidate(by=system(), at=now, told=told)
    champion = champion_model()
    if champion is not None:
        count_anew(champion, at=now)
    with opened():
        budgets(now)
        refresh_cuts(at=now)
        if champion is not None:
            explained(champion)
    return True


def explained(champion: Model) -> None:
    """The demo's own declarations of the last days were registered before there was a model: they get its reasons too."""
    rows = list(RiskLine.objects.filter(declaration_id__isnull=False).order_by("at", "code"))
    lines = [Line(id=row.code, **{name: getattr(row, name) for name in (*TEXTS, *FIGURES) if name != "id"}) for row in rows]
    for one in judged(champion, lines) if lines else ():
        RiskScore.objects.filter(kind="goods", code=one.code).update(reasons=plain_score(one)["reasons"])


def promoted(told: Past, at: datetime, champion: View | None, people: dict[str, Actor]) -> tuple[RiskModel, View]:
    """What two people made champion on that day: learned and tried on what was known then."""
    until = moment(at) - TRIAL
    model = learn(told, until)
    files = files_of(model)
    view = onward(model, told)
    row = kept(model, files, by=system(), at=at, trained_until=at - timedelta(days=TRIAL), trial=trial(view, champion, told, until, moment(at)))
    with opened():
        propose_model(row.pk, reason="Kết quả chạy thử tốt hơn", by=people[AUTHOR], at=at)
        return promote_model(row.pk, by=people[APPROVER], at=at), view
