"""Lines from a spreadsheet: the template, the file read in, errors in the same file."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongquan.actions.declaration.draft import save_draft
from thongquan.catalog.codes import COUNTRIES
from thongquan.core.form import Form
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.refused import Finding, Refused
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.exchange.formats.sheet import MOST_BYTES, Sheet, read_rows
from thongquan.exchange.formats.sheet_write import template, write_back, written
from thongquan.exchange.formats.table import KINDS
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.preview import preview
from thongquan.web.shared.sentences import sentence
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader import acting
from thongquan.web.trader.goods import lines
from thongquan.web.trader.goods.declare import AlreadySent, its_page, open_draft

TITLE = Words("Dòng hàng", "Lines of goods", "商品明细")
MOST_SHOWN = 100
#: digits of a code that lost its first zero
SHORT_CODE = 7
#: columns that the rules judge by themselves, whatever the declaration still lacks
JUDGED = frozenset({*lines.COLUMNS, "quantity2", "unit2", "price_unit"})


@acting.managers
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file or pasted rows into the draft: good rows become lines, the others come back with their reasons."""
    try:
        row = open_draft(request, pk)
    except AlreadySent as sent:
        return redirect(its_page(sent.row))
    if request.method == "GET":
        return _page(request, row)
    began = time.perf_counter()
    name, data = given(request)
    form = lines.line_form(row.direction)
    before = [] if request.POST.get("how") == "replace" else list(row.body.get("lines") or [])
    try:
        if len(data) > MOST_BYTES:
            raise Refused("SHT-04", "/file", most=MOST_BYTES // 1_000_000)
        sheet = read_rows(data, name, form)
        if len(before) + len(sheet.rows) > lines.MOST:
            raise Refused("SHT-06", "/file", most=lines.MOST)
    except Refused as refused:
        return _page(request, row, refusal=sentence(refused.findings[0]))
    good, bad = taken(sheet, form, row, request)
    save_draft(row.pk, {"lines": [*before, *good]}, by=request.actor, at=request.at)
    took = time.perf_counter() - began
    if not bad:
        messages.success(request, _("%(n)s lines taken") % {"n": len(good)})
        return HttpResponseRedirect(reverse("goods:draft", args=[row.pk]) + "#lines", status=303)
    return _page(request, row, good=len(good), bad=bad, back=write_back(sheet, bad, form, tongue(), TITLE), took=took, unknown=sheet.unknown)


def taken(sheet: Sheet, form: Form, row: GoodsDeclaration, request: HttpRequest) -> tuple[list[dict[str, Any]], dict[int, list[str]]]:
    """The rows as lines, and the reasons of those that cannot be one, by the row's number in the file."""
    day, currency = local_day(request.at), str(row.body.get("currency") or "")
    known, read, bad = lines.tariff_of(map(zeroed, (one.answers.get("hs") for one in sheet.rows)), row.direction, day), {}, {}
    for one in sheet.rows:
        values, findings = form.read(in_codes(one.answers, known), language=tongue(), on=day)
        values = lines.completed(values, values, currency, day)
        wrong = [f for f in findings if f.blocks and not (f.code == "FRM-01" and f.pointer.strip("/") in values)]
        if wrong:
            bad[one.number] = [said(f, form) for f in wrong]
        else:
            read[one.number] = form.write(values)
    bad |= judged(row, read, request)
    return [line for number, line in read.items() if number not in bad], bad


def judged(row: GoodsDeclaration, read: Mapping[int, dict[str, Any]], request: HttpRequest) -> dict[int, list[str]]:
    """What the rules say against a column of the file, by the row's number: said now, not after the lines are in."""
    trial, numbers, found = copy(row), list(read), {}
    trial.body = {**row.body, "lines": list(read.values())}
    for finding in preview(trial, request.at).blocking:
        spot = lines.spot_of(finding)
        if spot and spot[0] < len(numbers) and spot[1] in JUDGED:
            number = numbers[spot[0]]
            found.setdefault(number, []).append(sentence(replace(finding, values={**finding.values, "line": number})))
    return found


def zeroed(text: Any) -> str:
    """A code as it should stand: a spreadsheet takes the first zero of `08106000` for a number's."""
    code = "".join(sign for sign in str(text or "").removesuffix(".0") if sign.isdigit())
    return f"0{code}" if len(code) == SHORT_CODE else code


def in_codes(answers: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a row with the code that lost its zero, and the country that stands there by its name."""
    code, origin = zeroed(answers.get("hs")), str(answers.get("origin") or "").strip().casefold()
    told = next((short for short, words in COUNTRIES.items() if origin in (words.vi.casefold(), words.en.casefold(), words.zh)), "") if origin else ""
    return {**answers, **({"hs": code} if code in known else {}), **({"origin": told} if told else {})}


def said(finding: Finding, form: Form) -> str:
    """One reason with the name of its column."""
    target = form.at(finding.pointer)
    return f"{target.label.say(tongue())}: {sentence(finding)}" if target else sentence(finding)


def given(request: HttpRequest) -> tuple[str, bytes]:
    """The name and bytes of the file, or of what was pasted."""
    if uploaded := request.FILES.get("file"):
        return uploaded.name or "file", uploaded.read(MOST_BYTES + 1)
    return _("Pasted") + ".csv", request.POST.get("pasted", "").encode()


def _page(request: HttpRequest, row: GoodsDeclaration, *, refusal: str = "", good: int = 0, bad: dict[int, list[str]] | None = None,
          back: bytes = b"", took: float = 0, unknown: tuple[str, ...] = ()) -> HttpResponse:
    context = {
        "row": row, "line": refusal, "findings": [refusal] if refusal else [], "most": lines.MOST, "count": len(row.body.get("lines") or []),
        "pasted": request.POST.get("pasted", "")[:200_000] if refusal else "", "good": good, "bad": sorted((bad or {}).items())[:MOST_SHOWN],
        "bad_count": len(bad or {}), "took": round(took, 1), "unknown": unknown[:10],
        "back": f"data:{KINDS['xlsx']};base64,{base64.b64encode(back).decode()}" if back else "",
    }
    return render(request, "trader/goods/sheet.html", context, status=422 if refusal or bad else 200)


@acting.managers
@require_GET
def empty(request: HttpRequest, direction: str, kind: str) -> HttpResponse:
    """The template to fill: VNACCS ids, labels, lists to choose from."""
    if kind not in KINDS or direction not in GOODS_FORMS:
        raise Http404(kind)
    return as_file(template(lines.line_form(direction), tongue(), kind, TITLE), f"thong-quan-dong-hang-{direction}.{kind}", kind)


@acting.managers
@require_GET
def filled(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The draft's lines in the template, to be worked on in a spreadsheet and sent in again."""
    row = lists.of(pk, request.actor)
    if kind not in KINDS:
        raise Http404(kind)
    form = lines.line_form(row.direction)
    values = [form.read(one, draft=True)[0] for one in row.body.get("lines") or []]
    return as_file(written(form, values, tongue(), kind, TITLE), f"thong-quan-dong-hang-{pk}.{kind}", kind)


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A sheet as a download."""
    answer = HttpResponse(content, content_type=KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
