"""Paying: banks, guarantee, receipts; the duty statement on page, paper and in a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions import payment
from thongquan.core.banks import BANKS
from thongquan.core.digits import natural
from thongquan.core.duty import SUSPENDED, TAXES, WITHHELD
from thongquan.core.numbers import pretty
from thongquan.core.refused import Finding
from thongquan.core.traced import number
from thongquan.core.words import Words
from thongquan.exchange.formats.slip_pdf import Slip, Table, slip_pdf
from thongquan.exchange.formats.table import KINDS, as_file
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.payment import REFUNDED, open_order, orders_of, receipt, refunds_of
from thongquan.web.shared import numbers
from thongquan.web.shared.clock import moment_text
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.tongue import cited, say, tongue
from thongquan.web.tariff.search import dotted
from thongquan.web.trader import acting
from thongquan.web.trader.goods.case import as_pdf, page
from thongquan.web.trader.goods.words import ORDER_WORDS, REFUND_WORDS


@acting.managers
@require_POST
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a bank to pay the open notice; pressed twice it is one payment."""
    row = lists.of(pk, request.actor)
    owed = open_order(row)
    if owed is None:
        return page(request, row, findings=[Finding("PAY-02")], at_form="pay", status=422)
    done, findings = attempt(payment.pay, owed.pk, bank=request.POST.get("bank", ""), by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="pay", raw=request.POST.dict(), status=422)
    messages.success(request, _("Sent to the bank. The receipt comes here."))
    return HttpResponseRedirect(reverse("goods:case", args=[pk]), status=303)


@acting.managers
@require_POST
def lend(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a guarantee stand for the tax."""
    row = lists.of(pk, request.actor)
    done, findings = attempt(payment.lend, row.pk, natural(request.POST.get("guarantee")) or 0, by=request.actor, at=request.at)
    if done is None:
        return page(request, row, findings=findings, at_form="lend", raw=request.POST.dict(), status=422)
    messages.success(request, _("The guarantee stands for the tax."))
    return HttpResponseRedirect(reverse("goods:case", args=[pk]), status=303)


@acting.traders
@require_GET
def receipt_pdf(request: HttpRequest, pk: int, payment: int) -> HttpResponse:
    """The e-receipt of one settled payment."""
    row = lists.of(pk, request.actor)
    kept = receipt(payment, row)
    if kept is None:
        raise Http404(str(payment))
    facts = ((_("Declaration"), pretty(row.number or "")), (_("Declarant"), f"{row.declarant.name} · {row.declarant.tax_id}"),
             (_("Tax notice"), kept.order.number), (_("Bank"), say(BANKS.get(kept.bank, kept.bank))), (_("Bank's reference"), kept.bank_reference),
             (_("Paid"), moment_text(kept.settled_at) if kept.settled_at else "–"), (_("Amount"), dong(kept.amount)))
    rows = tuple((say(TAXES.get(part["kind"], part["kind"])), dong(part["amount"])) for part in kept.order.parts)
    paper = Slip(_("Receipt of payment into the State budget"), kept.receipt, facts,
                 (Table(_("By kind of tax"), ((_("Tax"), 3), (_("Amount"), -2)), rows),), (), f"Thông Quan · {moment_text(request.at)}")
    return as_pdf(slip_pdf(paper), kept.receipt)


# ---- the statement -----------------------------------------------------------------------------------------


@acting.traders
@require_GET
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Every tax of every line with base, rate, amount, source and the steps that led there."""
    row = lists.of(pk, request.actor)
    if row.state == "draft":
        return redirect("goods:duty", pk=pk)
    return render(request, "trader/goods/statement.html", {
        "row": row, "number": pretty(row.number or ""), "statement": told(row), "moved": moved(row), "balance": balance(row)})


def moved(row: GoodsDeclaration) -> list[dict[str, Any]]:
    """Every tax notice and every refund of the declaration, oldest first, by kind of tax."""
    notices = [{"at": one.issued_at, "head": _("Tax notice"), "number": one.number, "parts": one.parts, "amount": one.amount, "said": ORDER_WORDS[one.state]}
               for one in orders_of(row)]
    refunds = [{"at": one.asked_at, "head": _("Refund"), "number": one.decision_reason, "parts": one.after["parts"], "amount": -one.after["amount"],
                "said": REFUND_WORDS[one.state]} for one in refunds_of(row)]
    return [{**one, "parts": [(say(TAXES.get(part["kind"], part["kind"])), part["amount"]) for part in one["parts"]]}
            for one in sorted([*notices, *refunds], key=lambda one: one["at"])]


def balance(row: GoodsDeclaration) -> int:
    """What stays paid: every settled notice, less what was approved to go back."""
    given = sum(int(one.after["amount"]) for one in refunds_of(row, *REFUNDED))
    return sum(one.paid for one in orders_of(row)) - given


def told(row: GoodsDeclaration) -> dict[str, Any]:
    """The statement kept on the declaration, in the reader's language."""
    kept: Mapping[str, Any] = row.statement or {}
    names = {line.number: line.name for line in row.lines.all()}
    return {
        "total": kept.get("total", 0), "value": kept.get("customs_value", 0), "secured": kept.get("secured", 0), "complete": kept.get("complete", True),
        "on": date.fromisoformat(kept["on"]) if kept.get("on") else None, "how": sentences(kept.get("how")),
        "kinds": [(say(words), kept["totals"][kind]) for kind, words in TAXES.items() if kind in (kept.get("totals") or {})],
        "rates": [{**rate, "dong": figure(rate["dong"]), "day": date.fromisoformat(rate["day"])} for rate in kept.get("exchange") or ()],
        "lines": [line_of(line, names) for line in kept.get("lines") or ()],
    }


def line_of(line: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    """One line of the kept statement."""
    return {
        "number": line["number"], "hs": dotted(line["hs"]), "found": dotted(line["hs_found"]) if line["hs_found"] not in ("", line["hs"]) else "",
        "name": names.get(line["number"], ""),
        "value": float(line["customs_value"]) if line["customs_value"] is not None else None, "how": sentences(line["value_how"]), "amount": line["amount"],
        "taxes": [tax_of(tax) for tax in line["taxes"]],
    }


def tax_of(tax: Mapping[str, Any]) -> dict[str, Any]:
    """One tax of the kept statement."""
    return {
        "says": words_of(tax["words"]), "of": words_of(tax["base_words"]), "base": figure(tax["base"]), "unit": tax["base_unit"], "rate": tax["rate"],
        "amount": tax["amount"], "relief": tax["relief"], "secured": tax["secured"] if tax["treatment"] == SUSPENDED else None,
        "withheld": tax["treatment"] == WITHHELD, "code": tax["code"], "cites": cited(tax["citation"]), "believed": tax["believed"],
        "how": sentences(tax["how"]),
    }


def words_of(kept: Mapping[str, str]) -> str:
    return say(Words(kept["vi"], kept["en"], kept["zh"]))


def sentences(kept: Any) -> list[str]:
    """Steps kept in every language, in this one."""
    return [step.get(tongue()) or step.get("vi", "") for step in kept or ()]


def dong(value: Any) -> str:
    """A kept amount of money; a dash for none."""
    return "–" if value is None else numbers.dong(float(value))


def figure(value: Any) -> str:
    """A kept figure in the reader's way; a dash for none."""
    return "–" if value is None else number(Decimal(str(value)), tongue())


@acting.traders
@require_GET
def statement_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The statement as PDF, CSV or XLSX, line by line."""
    row = lists.of(pk, request.actor)
    if kind == "pdf":
        return as_pdf(slip_pdf(on_paper(row, request)), f"{row.number}-thue")
    if kind not in KINDS:
        raise Http404(kind)
    heads = [_("Line"), _("HS code"), _("Goods"), _("Customs value, đồng"), _("Tax"), _("Base"), _("Unit"), _("Rate"), _("Amount, đồng"), _("How"), _("Source")]
    rows = [[line["number"], line["hs"], line["name"], line["value"], tax["says"], tax["base"], tax["unit"], tax["rate"], tax["amount"],
             " | ".join(tax["how"]), tax["cites"]] for line in told(row)["lines"] for tax in line["taxes"]]
    answer = HttpResponse(as_file(kind, _("Duty statement"), heads, rows), content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{row.number}-thue.{kind}"'
    return answer


def on_paper(row: GoodsDeclaration, request: HttpRequest) -> Slip:
    """The statement as it is printed: a table for each line, its steps below."""
    shown = told(row)
    facts = ((_("Declarant"), f"{row.declarant.name} · {row.declarant.tax_id}"), (_("Customs value"), dong(shown["value"])),
             (_("To pay"), dong(shown["total"])), *((says, dong(amount)) for says, amount in shown["kinds"]))
    tables = [Table(_("Tax notices and refunds"), ((_("Number"), 3), (_("State"), 4), (_("Amount"), -3)),
                    tuple((f"{one['head']} {one['number']}", str(one["said"][0]), dong(one["amount"])) for one in moved(row))), *(
              Table(f"{_('Line')} {line['number']} · {line['hs']} · {line['name'][:60]}",
                    ((_("Tax"), 4), (_("Base"), -3), (_("Rate"), 2), (_("Amount"), -3), (_("How"), 8)),
                    ((_("Customs value"), "", "", dong(line["value"]), "; ".join(line["how"])),
                     *((tax["says"], f"{tax['base']} {tax['unit']}".strip(), str(tax["rate"]), "–" if tax["withheld"] else dong(tax["amount"]),
                        "; ".join([*tax["how"], tax["cites"]])) for tax in line["taxes"])))
              for line in shown["lines"])]
    rates = tuple(f"1 {rate['currency']} = {rate['dong']} ₫ · {rate['day']:%d/%m/%Y} · {rate['source']}" for rate in shown["rates"])
    return Slip(_("Duty statement"), pretty(row.number or ""), facts, tuple(tables), (*shown["how"], *rates), f"Thông Quan · {moment_text(request.at)}")
