"""What registration and checks tell prediction: lines with their scores, results of checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from psycopg.types.json import Jsonb

from thongquan.actions.hot import encode
from thongquan.catalog.law import LAW
from thongquan.core.duty.law import IMPORT_DUTY
from thongquan.core.goods import IMPORT, GoodsFacts
from thongquan.core.goods import Line as Declared
from thongquan.core.goods_selection import RANDOM, Chosen, Score, ScoreReason
from thongquan.core.profiles import ORDER
from thongquan.core.rule import VIETNAM_TIME, local_day
from thongquan.core.search import fold
from thongquan.models import GoodsDeclaration
from thongquan.queries.hot import hot
from thongquan.queries.risk.champion import said_of, standing
from thongquan.queries.scope import platform
from thongquan.risk.fields import FIGURES, TEXTS, Line, days, token_of
from thongquan.risk.reasons import Reason

if TYPE_CHECKING:
    from thongquan.queries.risk.judging import Said

#: the dollar of the day, and the declarant's level
AROUND = """
select (select rate from exchange_rate where currency = 'USD' and day <= %(day)s order by day desc limit 1),
       (select level from trader_grade where party_id = %(party)s and day <= %(day)s order by day desc limit 1)
"""
#: dollars of the demo where no rate of the day is known
DONG_PER_USD = Decimal(26_000)
MILLION = Decimal(1_000_000)
DAYS_OF_MONTH = 30.44
PRIORITY = 1
NAMES = tuple(name for name in (*TEXTS, *FIGURES) if name != "id")
#: one statement for all lines of a declaration, and one for their scores
COLUMNS = ("code", "declaration_id", "number", "office_id", "day", "channel", "selected_by", "looks", "counted", *NAMES)
KEEP = f"""
insert into risk_line ({', '.join(COLUMNS)}) select {', '.join(COLUMNS)} from jsonb_populate_recordset(null::risk_line, %s)
on conflict (code) do nothing
"""
SCORED = ("kind", "code", "declaration_id", "office_id", "day", "model_hash", "physical", "document", "prohibited", "revenue_usd", "score",
          "probability", "reasons")
KEEP_SCORES = f"insert into risk_score ({', '.join(SCORED)}) select {', '.join(SCORED)} from jsonb_populate_recordset(null::risk_score, %s)"
KEEP_RESULT = """
insert into risk_result (code, declaration_id, office_id, check_kind, day, at, found, type, revenue_usd, selected_by, officer_id, officer, begun_at,
    ended_at, counted)
select l.code, l.declaration_id, l.office_id, %(check)s, %(day)s, %(at)s, l.number = any(%(lines)s),
    coalesce(%(types)s::jsonb ->> l.number::text, ''), case when l.number = any(%(lines)s) then %(revenue)s else 0 end, l.selected_by,
    %(officer)s, coalesce(%(officer)s::text, ''), %(begun)s, %(ended)s, false
from risk_line l where l.declaration_id = %(declaration)s and (%(only)s::int[] is null or l.number = any(%(only)s))
"""
#: outcome of a check (`catalog.goods_reasons.OUTCOMES`) -> kind of finding that prediction learns
TYPES = {"value": "value", "description": "classification", "origin": "origin", "quantity": "quantity", "undeclared": "quantity",
         "prohibited": "prohibited", "conditions": "prohibited"}
SURE = ("value", "classification", "origin", "quantity", "prohibited")


class Owed(Protocol):
    """What a duty statement tells of one line."""

    @property
    def number(self) -> int:
        """The line's number."""

    @property
    def amount(self) -> Decimal:
        """Đồng payable now."""

    def tax(self, kind: str) -> Any:
        """The first tax of a kind."""


@dataclass(frozen=True)
class Known:
    """The champion's word on one declaration, made before the channel is chosen: the interface of selection."""

    hash: str
    said: Score | None

    def score(self, facts: GoodsFacts) -> Score | None:
        """What it said at registration."""
        return self.said


def moment(at: datetime) -> float:
    """A moment in days since the origin of prediction, by the gate's clock."""
    local = at.astimezone(VIETNAM_TIME)
    return days(local.date(), local.hour + local.minute / 60 + (local.second + local.microsecond / 1e6) / 3600)


@dataclass(frozen=True)
class Looked:
    """An import's lines as prediction sees them, and what the champion says of each (None: no model judges)."""

    lines: Sequence[Line]
    said: Sequence[Said] | None
    model: Known | None


def looked_at(declaration: GoodsDeclaration, facts: GoodsFacts, statement: Any, *, at: datetime) -> Looked | None:
    """An import's lines exactly as prediction sees them; the champion is asked, with reasons.

    `facts` carry customs values. Runs inside the declarant's transaction, who can read none of it; the same work is done
    whatever the outcome. None for other directions.
    """
    if facts.direction != IMPORT or not facts.lines:
        return None
    with platform():
        usd, level = around_of(declaration, at)
        lines = lines_of(declaration.pk, facts, statement, usd, level == PRIORITY, at)
        now = standing(at)
        said = said_of(now, lines, at)
    return Looked(lines, said, None if said is None else Known(now.hash, score_of(said, now.hash, usd)))


def kept(declaration: GoodsDeclaration, looked: Looked | None, chosen: Chosen, *, at: datetime) -> None:
    """Keep the lines with their scores, the channel they got, and who asked for their check: only dice make an unbiased sample."""
    if looked is not None:
        keep(declaration, looked, kind="goods", channel=chosen.channel, asked=asked_by(chosen), at=at)


def keep(declaration: GoodsDeclaration, looked: Looked, *, kind: str, channel: str, asked: str, at: datetime) -> None:
    """Lines that are not kept yet, with their channel and who asked for their check, and the scores of this kind."""
    of_all = {"declaration_id": declaration.pk, "office_id": declaration.office_id, "day": local_day(at).isoformat()}
    looks = {one.code: one.looks for one in looked.said or ()}
    lines = [of_all | {"channel": channel, "selected_by": asked, "counted": False, "code": line.id, "number": int(line.id.rpartition("-")[2]),
                       "looks": looks.get(line.id)} | {name: getattr(line, name) for name in NAMES} for line in looked.lines]
    with platform(), hot() as cursor:
        cursor.execute(KEEP, [Jsonb(lines, encode)], prepare=True)
        if looked.said is not None and looked.model is not None:
            scores = [of_all | {"kind": kind, "model_hash": looked.model.hash} | plain_score(one) for one in looked.said]
            cursor.execute(KEEP_SCORES, [Jsonb(scores, encode)], prepare=True)


def asked_by(chosen: Chosen) -> str:
    """Whether dice, an order, a profile or the model asked for the check."""
    kinds = {reason.kind for reason in chosen.reasons}
    return RANDOM if chosen.drawn in ("red", "yellow") else ORDER if ORDER in kinds else "model" if kinds == {"score"} else "rule" if kinds else ""


def plain_score(one: Said) -> dict[str, Any]:
    """A line's score as it is kept."""
    aspects = {name: {"score": score, "why": plain(why)} for name, (score, why) in one.aspects.items()}
    return {"code": one.code, "physical": one.physical, "document": one.document, "prohibited": one.prohibited, "revenue_usd": one.revenue_usd,
            "score": one.score, "probability": one.probability, "reasons": {"top": plain(one.reasons), "lowering": plain(one.lowering), "aspects": aspects}}


def around_of(declaration: GoodsDeclaration, at: datetime) -> tuple[Decimal, int | None]:
    """Đồng of a dollar, and the level of the declarant."""
    with hot() as cursor:
        row = cursor.execute(AROUND, {"day": local_day(at), "party": declaration.declarant_id}, prepare=True).fetchone()
    assert row is not None
    return row[0] or DONG_PER_USD, row[1]


def lines_of(pk: int, facts: GoodsFacts, statement: Any, usd: Decimal, priority: bool, at: datetime) -> list[Line]:
    """A declaration's lines in the terms of prediction."""
    day, owed = local_day(at), {line.number: line for line in statement.lines}
    needs = [need for need in LAW.value("codes.hs_needs", day) if need.blocks and need.in_force(day)]
    net = sum((line.net_kg or Decimal(0) for line in facts.lines), Decimal(0))
    certificate = any(paper.kind == "certificate_of_origin" for paper in facts.documents)
    since = moment(at) - facts.trader.months_known * DAYS_OF_MONTH
    whole = {
        "at": moment(at), "procedure": facts.kind, "office": facts.office, "importer": facts.own_tax_id, "importer_since": float(round(since)),
        "aeo": float(priority), "broker": facts.agent_tax_id, "supplier": fold(facts.exporter)[:60],
        "supplier_country": facts.partner_country, "loading_country": facts.loading_place[:2], "transport": facts.mode, "gate_weight_kg": -1.0}
    return [Line(id=f"{pk}-{line.number}", **whole, **_goods(line, facts, owed.get(line.number), usd, net),  # type: ignore[arg-type]
                 co_form=line.preference or ("CO" if certificate else ""),
                 licence_required=float(any(need.needed_for(line.hs, facts.direction) for need in needs))) for line in facts.lines]


def _goods(line: Declared, facts: GoodsFacts, owed: Owed | None, usd: Decimal, net: Decimal) -> dict[str, Any]:
    """What one line says of itself; weights and packages of the whole are shared out by net weight."""
    share = (line.net_kg or Decimal(0)) / net if net else Decimal(1) / len(facts.lines)
    gross = line.gross_kg if line.gross_kg is not None else (facts.gross_kg or Decimal(0)) * share
    packages = line.packages if line.packages is not None else (facts.packages or 0) * share
    duty = owed.tax(IMPORT_DUTY) if owed else None
    percent = duty.rate.percent if duty is not None and duty.rate is not None else None
    return {
        "hs": line.hs[:8], "goods_token": token_of(line.name), "origin": line.origin, "packages": float(max(1, round(packages))),
        "net_kg": float(line.net_kg or 0), "gross_kg": float(gross), "value_usd": round(float((line.customs_value or Decimal(0)) / usd), 2),
        "duty_rate": float(percent or 0), "tax_usd": round(float((owed.amount if owed else Decimal(0)) / usd), 2)}


def score_of(said: Sequence[Said], digest: str, usd: Decimal) -> Score:
    """A declaration's score is that of its worst line; another line may be the worst by prohibited goods or on paper."""
    worst = max(said, key=lambda one: one.score)
    reasons = tuple(ScoreReason(reason.code, reason.weight, reason.words) for reason in worst.reasons)
    return Score(max(one.physical for one in said), max(one.document for one in said), float(Decimal(str(worst.revenue_usd)) * usd / MILLION), reasons,
                 max(one.prohibited for one in said), digest)


def plain(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as they are kept beside a score."""
    return [{"code": one.code, "weight": one.weight, "words": {"vi": one.words.vi, "en": one.words.en, "zh": one.words.zh}} for one in reasons]


def found(declaration: GoodsDeclaration, check: str, wrong: Mapping[int, str], *, officer: int | None, begun: datetime | None, at: datetime,
          only: Sequence[int] = (), dong: int = 0) -> None:
    """What a check found, line by line: `wrong` has the outcome of each line that is not as declared, `only` the lines looked at.

    A finding that names no line is everybody's (line 0). `dong` is the duty evaded on the whole.
    """
    if declaration.direction != IMPORT:
        return
    types = {number: TYPES.get(outcome, outcome if outcome in SURE else "") for number, outcome in wrong.items()}
    if 0 in types:
        types = {number: types[0] for number in (only or range(1, max(1, declaration.line_count) + 1))}
    with platform():
        revenue = float(Decimal(dong) / around_of(declaration, at)[0]) / max(1, len(types))
        with hot() as cursor:
            cursor.execute(KEEP_RESULT, {
                "check": check, "day": local_day(at), "at": float(int(moment(at)) + 1), "lines": list(types),
                "types": Jsonb({str(n): t for n, t in types.items()}), "revenue": revenue, "officer": officer, "begun": begun, "ended": at,
                "declaration": declaration.pk, "only": list(only) or None}, prepare=True)
