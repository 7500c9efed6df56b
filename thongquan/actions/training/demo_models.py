"""The demo's risk models: half a year's, its successor promoted by two, a candidate."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from thongquan.actions.risk.learning import (
    Past,
    View,
    champion_model,
    champion_says,
    files_of,
    kept,
    learn,
    onward,
    opened,
    past,
    score_past,
    trial,
)
from thongquan.actions.risk.models import promote_model, propose_model
from thongquan.actions.risk.observe import moment, plain_score
from thongquan.actions.risk.readings import DRIFTS, back_to, watch
from thongquan.actions.risk.recount import count_anew
from thongquan.actions.training.demo_risk import PROMOTERS, budgets
from thongquan.core.actor import system
from thongquan.core.rule import local_day
from thongquan.models import RiskLine, RiskModel, RiskScore, User
from thongquan.queries.access import actor_of
from thongquan.queries.risk.judging import judged
from thongquan.risk.fields import FIGURES, TEXTS, Line
from thongquan.risk.model import Model

#: days before now: when each model was promoted, and how long before that its learning ended
FIRST, SECOND, TRIAL = 185, 12, 30


def older(now: datetime) -> None:
    """The model promoted half a year ago; nothing when one was promoted already."""
    if promotions() == 0:
        judged_for(now, FIRST, SECOND)


def newer(now: datetime) -> None:
    """Its successor, which judges now; nothing when it was promoted already."""
    if promotions() == 1:
        judged_for(now, SECOND, 0)


def promotions() -> int:
    """How many models were ever promoted."""
    with opened():
        return RiskModel.objects.exclude(champion_since=None).count()


def judged_for(now: datetime, promotion: int, until: int) -> None:
    """The model promoted so many days ago, with its scores and weekly figures until the next one.

    The promotion comes last: whoever is cut off before it begins anew.
    """
    told, at = past(now), now - timedelta(days=promotion)
    row, view = learned(told, at)
    since, end = moment(at), moment(now) - until
    score_past(row, view, since, end)
    back_to(view, told, since=since, until=end)
    if not until:
        watch(view, told, at=now)
    promoted(row.pk, at, local_day(now))


def counted(now: datetime) -> None:
    """The champion's counters, the lanes' room by them, and the reasons of the demo's own declarations."""
    champion = champion_model()
    if champion is not None:
        count_anew(champion, at=now)
    with opened():
        if champion is not None:
            explained(champion)
        budgets(now)


def explained(champion: Model) -> None:
    """The demo's own declarations of the last days were registered before there was a model: they get its reasons too."""
    rows = list(RiskLine.objects.filter(declaration_id__isnull=False).order_by("at", "code"))
    lines = [Line(id=row.code, **{name: getattr(row, name) for name in (*TEXTS, *FIGURES) if name != "id"}) for row in rows]
    for one in judged(champion, lines) if lines else ():
        RiskScore.objects.filter(kind="goods", code=one.code).update(reasons=plain_score(one)["reasons"])


def learned(told: Past, at: datetime) -> tuple[RiskModel, View]:
    """A candidate of that day: learned and tried on what was known then."""
    until = moment(at) - TRIAL
    model = learn(told, until)
    files = files_of(model)
    view = onward(model, told, features=DRIFTS)
    del model  # its counters are used up
    tried_on = trial(view, champion_says(told), told, until, moment(at))
    return kept(view.model, files, by=system(), at=at, trained_until=at - timedelta(days=TRIAL), trial=tried_on), view


def promoted(pk: int, at: datetime, today: date) -> None:
    """Two people made it champion on that day."""
    with opened():
        author, approver = (actor_of(User.objects.get(username=name), today) for name in PROMOTERS)
        propose_model(pk, reason="Kết quả chạy thử tốt hơn", by=author, at=at)
        promote_model(pk, by=approver, at=at)
