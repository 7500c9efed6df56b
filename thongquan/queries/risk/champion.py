"""Which model judges now, and why none does: absent, stale, failing, or libraries left out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from thongquan.catalog.law import LAW
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.queries.hot import hot
from thongquan.risk.fields import Line

if TYPE_CHECKING:
    from thongquan.queries.risk.judging import Said

log = logging.getLogger("thongquan.risk")

CHAMPION = """
select m.id, m.hash, m.trained_at, m.champion_since, exists (select 1 from risk_model_file f where f.model_id = m.id and f.name = 'model.json')
from risk_model m where m.state = 'champion'
"""
JUDGES, ABSENT, STALE, LEFT_OUT, BROKEN, LEARNS = "judges", "absent", "stale", "left_out", "broken", "learns"
WORDS: dict[str, Words] = {
    JUDGES: Words("Mô hình đang chấm điểm", "The model is scoring", "模型正在评分"),
    ABSENT: Words("Chưa có mô hình: chỉ dùng tiêu chí", "There is no model: rules alone select", "尚无模型：仅按规则筛选"),
    STALE: Words("Mô hình quá cũ: chỉ dùng tiêu chí", "The model is too old: rules alone select", "模型过旧：仅按规则筛选"),
    LEFT_OUT: Words("Máy này không cài thư viện học máy: chỉ dùng tiêu chí", "Learning libraries are left out here: rules alone select",
                    "本机未安装学习库：仅按规则筛选"),
    LEARNS: Words("Các mô hình đầu tiên đang học, khoảng {minutes} phút: trong lúc đó chỉ dùng tiêu chí",
                  "The first models are learning, about {minutes} minutes: until then rules alone select",
                  "首批模型正在学习，约{minutes}分钟：在此之前仅按规则筛选"),
    BROKEN: Words("Mô hình bị lỗi: chỉ dùng tiêu chí", "The model fails: rules alone select", "模型出错：仅按规则筛选"),
}
#: what a damaged model or a library in trouble raises; a database in trouble is not among them
FAILS = (ImportError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, RuntimeError)
#: a model that failed is not tried again for so long
PAUSE = timedelta(minutes=5)
_failed: dict[str, datetime] = {}
_loading = Lock()


@dataclass(frozen=True)
class Standing:
    """The state of judging at one moment; `hash` and `pk` name the champion where there is one."""

    state: str
    pk: int = 0
    hash: str = ""
    trained_at: datetime | None = None
    since: datetime | None = None


def able() -> bool:
    """Whether the learning libraries are here."""
    return find_spec("numpy") is not None and find_spec("lightgbm") is not None


def standing(at: datetime) -> Standing:
    """What judges a declaration registered now; the caller's reach must be open."""
    with hot() as cursor:
        row = cursor.execute(CHAMPION, prepare=True).fetchone()
    if row is None:
        return Standing(ABSENT)
    pk, digest, trained_at, since, kept = row
    if at - trained_at > timedelta(days=LAW.value("risk.model.days", local_day(at))):
        return Standing(STALE, pk, digest, trained_at, since)
    if not able():
        return Standing(LEFT_OUT, pk, digest, trained_at, since)
    failed = _failed.get(digest)
    if not kept or (failed is not None and timedelta() <= at - failed < PAUSE):
        return Standing(BROKEN, pk, digest, trained_at, since)
    return Standing(JUDGES, pk, digest, trained_at, since)


@lru_cache(maxsize=2)
def model(pk: int, digest: str) -> Any:
    """The stored model, read once by each process."""
    from thongquan.queries.risk.judging import model_of  # optional: the learning libraries

    found = model_of(pk)
    if found.hash != digest:
        raise ValueError(f"model {pk} is {found.hash}, not {digest}")
    return found


def warm(at: datetime) -> bool:
    """Reads the champion before anybody needs it; False when none judges. The caller's reach must be open."""
    now = standing(at)
    if now.state == JUDGES:
        with _loading:
            model(now.pk, now.hash)
    return now.state == JUDGES


def said_again(now: Standing, lines: Sequence[Line], declaration_id: int, at: datetime) -> list[Said] | None:
    """The same of a declaration that was registered before: it is not counted as its own past, and the scale's word is told."""
    said = said_of(now, lines, at, declaration_id)
    if said is None:
        return None
    from thongquan.queries.risk.scale import with_scale  # optional: the learning libraries

    return with_scale(said, lines, LAW.value("gate.weight.percent", local_day(at)))


def said_of(now: Standing, lines: Sequence[Line], at: datetime, declaration_id: int = 0) -> list[Said] | None:
    """What the champion says of these lines; None when it does not judge, or fails: then rules alone select."""
    if now.state != JUDGES or not lines:
        return None
    try:
        from thongquan.queries.risk.judging import judged  # optional: the learning libraries

        with _loading:
            champion = model(now.pk, now.hash)
        return judged(champion, lines, declaration_id=declaration_id)
    except FAILS as trouble:
        _failed[now.hash] = at
        log.error("The risk model %s fails, rules alone select: %r", now.hash[:12], trouble)
        return None
