"""Registering a goods declaration: judge, number, duty, licences, channel, officer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from thongquan.actions import assessment, licence, payment, risk
from thongquan.actions.declaration.channel import begin, take
from thongquan.actions.goods import fill, locked, next_number, refresh_search, save, step, write_lines
from thongquan.actions.notice import tell_all
from thongquan.actions.trail import Act, Receipt, record_all
from thongquan.catalog.law import LAW
from thongquan.catalog.rates import DUTY_LAW
from thongquan.core import rules
from thongquan.core.actor import Actor
from thongquan.core.duty import Statement, compute
from thongquan.core.goods import MOST_LINES, YELLOW, GoodsFacts
from thongquan.core.goods_reading import split
from thongquan.core.goods_selection import Because, Chosen
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding, RulesBroken
from thongquan.core.rule import local_day
from thongquan.core.tariff import Found, Tariff
from thongquan.core.valuation import RateTable
from thongquan.core.words import Words
from thongquan.models import GoodsDeclaration, GoodsDocument
from thongquan.queries.declaration.facts import form_of, goods_facts, papers_of
from thongquan.queries.duty import exchange_on, tariff_on
from thongquan.queries.scope import platform

#: a code or a rate that is missing parks a declaration with an officer, and never loses it
UNPRICED = Because(kind="duty", code="DTY-00", lane=YELLOW, words=Words(
    "Chưa tính được thuế: thiếu mã hoặc tỷ giá", "The duty cannot be computed yet: a code or a rate is missing", "税款尚无法计算：缺少编码或汇率"))
#: a document that is not what the declaration says of it, or is used up, is an officer's to judge
UNLICENSED = Because(kind="licence", code="LIC-00", lane=YELLOW, words=Words(
    "Giấy phép nêu trên tờ khai không khớp hoặc không còn đủ số lượng", "A document cited does not agree with the declaration or is used up",
    "所列许可证与申报不符或额度不足"))


@dataclass(frozen=True)
class Registered:
    """A registered declaration, the warnings its declarant should read, and the receipt."""

    declaration: GoodsDeclaration
    warnings: tuple[Finding, ...]
    receipt: Receipt


@dataclass(frozen=True)
class Covered:
    """A line whose licence was written off."""

    declaration_line: int


def register(pk: int, *, by: Actor, at: datetime, die: int, version: int | None = None) -> tuple[Registered, ...]:
    """Register a draft; more than fifty lines become several linked declarations, registered together or not at all.

    `die` is the random draw, 0…9999, of the first part; the others take their own from it. Raises RulesBroken
    with every blocking finding; warnings come back with the declaration.
    """
    return entered(locked(pk, version), by=by, at=at, die=die)


def entered(declaration: GoodsDeclaration, *, by: Actor, at: datetime, die: int, read: Read | None = None) -> tuple[Registered, ...]:
    """The same for a draft that is locked already: its form is read once for everything that follows."""
    read = read or as_declared(declaration, at)
    parts = split(read.values, most=MOST_LINES)
    if len(parts) < 2:
        with platform():
            return (registered(declaration, read, by=by, at=at, die=die % 10_000),)
    rows = divided(declaration, parts)
    with platform():
        return tuple(registered(row, as_declared(row, at), by=by, at=at, die=(die + 7919 * n) % 10_000) for n, row in enumerate(rows))


@dataclass(frozen=True)
class Read:
    """A stored form as typed values, and what is wrong with it on the day."""

    values: Mapping[str, Any]
    mistakes: tuple[Finding, ...]


def as_declared(declaration: GoodsDeclaration, at: datetime) -> Read:
    """The form of a declaration as it is declared at this moment."""
    return Read(*form_of(declaration.direction).read(declaration.body, language=JSON, on=local_day(at)))


def divided(declaration: GoodsDeclaration, parts: list[dict[str, Any]]) -> list[GoodsDeclaration]:
    """The linked parts of one long draft; the first keeps its row, all share the dossier."""
    rows = [declaration]
    papers = list(declaration.papers.all())
    for n, values in enumerate(parts, 1):
        row = declaration if n == 1 else GoodsDeclaration(
            direction=declaration.direction, declarant=declaration.declarant, agent_id=declaration.agent_id, source=declaration.source,
            created_by=declaration.created_by, created_at=declaration.created_at, split_first=declaration,
            signature=declaration.signature, signed_at=declaration.signed_at)
        row.split_part, row.split_of = n, len(parts)
        fill(row, values)
        row.save()
        if n > 1:
            rows.append(row)
            GoodsDocument.objects.bulk_create(GoodsDocument(
                declaration=row, document_id=p.document_id, kind=p.kind, number=p.number, day=p.day, how=p.how, read=p.read,
                checked=p.checked, added_at=p.added_at, added_by=p.added_by) for p in papers)
    return rows


def registered(declaration: GoodsDeclaration, read: Read, *, by: Actor, at: datetime, die: int) -> Registered:
    """One declaration: the form and the rules, then number, duty, licences, channel and officer, in one transaction.

    Registering is the platform's own act: it asks registers, secrets and officers that the declarant does not see.
    """
    step(declaration, "register", by)
    book, papers = book_of(local_day(at)), papers_of(declaration)
    findings, facts = judged(declaration, "goods.register", at, read, book, papers)
    declaration.number = next_number(declaration.direction)
    declaration.registered_at = at
    statement = assess_duty(declaration, facts, book)
    refresh_search(declaration)
    chosen = selected(declaration, facts, statement, by=by, at=at, die=die)
    acts = take(declaration, chosen, at=at)
    save(declaration)
    write_lines(declaration, read.values, fresh=True)
    receipt, *_ = record_all([Act("goods.register", by, {
        "lines": declaration.line_count, "part": declaration.split_part, "of": declaration.split_of, "tax": declaration.tax_total,
        "warnings": sorted({f.code for f in findings}), "source": declaration.source}), *acts], declaration, *papers, at=at)
    payment.order(declaration, by=by, at=at, first=True)
    link = f"/trade/goods/{declaration.pk}/"
    tell_all(declaration.declarant_id, {"goods_registered": {"number": declaration.number},
                                        "goods_channel": {"number": declaration.number, "channel": declaration.channel}}, link=link)
    begin(declaration, chosen, reason_code="channel", at=at)
    assessment.used(declaration, chosen.channel, at=at)
    return Registered(declaration, findings, receipt)


def selected(declaration: GoodsDeclaration, facts: GoodsFacts, statement: Statement, *, by: Actor, at: datetime, die: int) -> Chosen:
    """Licences written off, prediction asked, the channel chosen and kept."""
    matched = licence.write_off(declaration, facts, by=by, at=at)
    declaration.post_check = bool(matched.later)
    looked = risk.looked_at(declaration, assessment.valued(facts, statement), statement, at=at)
    chosen = assessment.assess(
        declaration, facts, matched=written(matched), statement=statement, parked=doubts(statement, matched), die=die,
        model=looked.model if looked else None, at=at)
    risk.kept(declaration, looked, chosen, at=at)
    return chosen


@dataclass(frozen=True)
class Book:
    """The tariff and the exchange rates of one day."""

    day: date
    tariff: Tariff
    exchange: RateTable

    def found(self, values: Mapping[str, Any]) -> dict[str, Found]:
        """What the tariff says of the codes of a form."""
        codes = {"".join(sign for sign in str(line.get("hs") or "") if sign.isdigit()) for line in values.get("lines") or ()}
        lines = {code: self.tariff.line(code, self.day) for code in sorted(codes - {""})}
        return {code: line for code, line in lines.items() if line is not None}

    def rates(self) -> dict[str, Decimal]:
        """Đồng of one unit of each currency."""
        found = ((code, self.exchange.rate(code, self.day)) for code in self.exchange.currencies)
        return {"VND": Decimal(1), **{code: rate.dong for code, rate in found if rate is not None}}


def book_of(day: date) -> Book:
    """The book that a declaration of this day is judged by."""
    return Book(day, tariff_on(day), exchange_on(day))


def judged(
    declaration: GoodsDeclaration, stage: str, at: datetime, read: Read, book: Book, papers: Sequence[GoodsDocument] | None = None,
) -> tuple[tuple[Finding, ...], GoodsFacts]:
    """Form and rules together: raises RulesBroken when anything blocks, returns the warnings."""
    facts = goods_facts(declaration, at, values=read.values, tariff=book.found(read.values), rates=book.rates(), papers=papers)
    findings = (*read.mistakes, *rules.judge(stage, facts, LAW, at))
    if any(f.blocks for f in findings):
        raise RulesBroken(findings)
    return findings, facts


def assess_duty(declaration: GoodsDeclaration, facts: GoodsFacts, book: Book) -> Statement:
    """What is owed, line by line with its trace, kept on the declaration."""
    statement = priced(facts, book)
    declaration.statement = statement.plain()
    declaration.customs_value, declaration.tax_total = int(statement.customs_value), int(statement.total)
    return statement


def priced(facts: GoodsFacts, book: Book) -> Statement:
    """What these facts owe by the book of a day."""
    return compute(facts, book.tariff, book.exchange, DUTY_LAW, book.day)


def doubts(statement: Statement, matched: licence.Matching) -> tuple[Because, ...]:
    """What registration or a change itself leaves for an officer to judge."""
    return (*(() if statement.complete else (UNPRICED,)), *((UNLICENSED,) if matched.differences else ()))


def written(matched: licence.Matching) -> list[Covered]:
    """The lines for which a document was written off, as the selection asks for them."""
    return [Covered(draw.line) for match in matched.matches if match.agrees for draw in match.draws]
