"""Declaring goods on one page: begun from nothing or an earlier one, kept, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from thongquan.actions.declaration import draft as drafts
from thongquan.core.digits import natural
from thongquan.core.goods import DIRECTIONS, MOST_LINES
from thongquan.core.refused import Finding
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration import lists
from thongquan.queries.declaration.facts import form_of, read_body
from thongquan.queries.declaration.prefill import fresh
from thongquan.queries.declaration.preview import Preview, preview
from thongquan.web.shared.boxes import Sheet
from thongquan.web.shared.clock import hour
from thongquan.web.shared.sent import attempt
from thongquan.web.shared.tongue import tongue
from thongquan.web.trader import acting
from thongquan.web.trader.goods import beside, drawing, lines, met

#: boxes that a header names
MOST_UNREAD = 60


@dataclass(frozen=True)
class Given:
    """One reading of the page: header and rows as values, what was typed wrongly, what is wrong with it."""

    kept: dict[str, Any]
    raw: dict[str, Any]
    rows: lines.Read
    findings: tuple[Finding, ...]


def open_draft(request: HttpRequest, pk: int) -> GoodsDeclaration:
    """A draft of this person's parties; a registered declaration is no draft any more. Whoever writes reads what another window wrote last."""
    if request.method == "POST" and request.POST.get("_act") != "look":
        drafts.hold(pk)
    row = lists.of(pk, request.actor)
    if row.state != "draft":
        raise AlreadySent(row)
    return row


class AlreadySent(Exception):
    """The declaration is registered: its own page answers now."""

    def __init__(self, row: GoodsDeclaration) -> None:
        self.row = row


def its_page(row: GoodsDeclaration) -> str:
    """The page of a registered declaration."""
    return f"{reverse('goods:list')}{row.pk}/"


# ---- beginning -------------------------------------------------------------------------------------------


@acting.managers
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Which way, which type; or like an earlier one, or from a template."""
    party = acting.declarant(request)
    direction = request.POST.get("direction") or request.GET.get("direction", "import")
    direction = direction if direction in DIRECTIONS else "import"
    if request.method == "POST":
        return _begun(request, direction)
    day = local_day(request.at)
    last = lists.last_registered(party.pk, direction)
    context = {
        "direction": direction, "kinds": drawing.kinds(direction, day), "usual": last.kind if last else "", "party": party,
        "parties": acting.parties(request), "chosen": party, "unfinished": lists.unfinished([party.pk]), "templates": lists.templates([party.pk]),
        "earlier": lists.listed([party.pk], sort="registered").filter(direction=direction).exclude(state="draft")[:5],
    }
    return render(request, "trader/goods/new.html", context)


def _begun(request: HttpRequest, direction: str) -> HttpResponse:
    party = acting.declarant(request)
    kept = natural(request.POST.get("template"))
    if kept is not None:
        row = drafts.from_template(kept, by=request.actor, at=request.at, agent_id=acting.agent_id(request, party.pk))
    else:
        values = fresh(party, direction, request.POST.get("kind", "")[:3])
        row = drafts.draft(form_of(direction).write(values), declarant_id=party.pk, by=request.actor, at=request.at, direction=direction,
                           agent_id=acting.agent_id(request, party.pk))
    return HttpResponseRedirect(reverse("goods:draft", args=[row.pk]), status=303)


@acting.managers
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft like this declaration, without what belongs to its shipment."""
    before = lists.of(pk, request.actor)
    row = drafts.copy(before.pk, by=request.actor, at=request.at)
    return HttpResponseRedirect(reverse("goods:draft", args=[row.pk]), status=303)


@acting.managers
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a declaration by name, to declare again."""
    row = lists.of(pk, request.actor)
    done, findings = attempt(drafts.keep_template, row.pk, request.POST.get("name", ""), by=request.actor)
    if done is None:
        messages.error(request, _("Give the template a name"))
    else:
        messages.success(request, _("Kept as a template"))
    return HttpResponseRedirect(reverse("goods:draft", args=[pk]) if row.state == "draft" else its_page(row), status=303)


@acting.managers
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """The template is no longer wanted."""
    drafts.forget_template(pk, by=request.actor)
    return HttpResponseRedirect(reverse("goods:new"), status=303)


@acting.managers
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    drafts.discard(lists.of(pk, request.actor).pk, by=request.actor, at=request.at)
    messages.success(request, _("The draft is gone"))
    return HttpResponseRedirect(reverse("goods:list"), status=303)


# ---- the page --------------------------------------------------------------------------------------------


@acting.managers
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft, open for work."""
    try:
        row = open_draft(request, pk)
    except AlreadySent as sent:
        return HttpResponse(_("Already sent")) if request.headers.get("X-Autosave") else redirect(its_page(sent.row))
    if request.method == "POST":
        return _posted(request, row)
    findings = preview(row, request.at).findings if request.GET.get("check") else ()
    return page(request, row, findings=findings)


def read(request: HttpRequest, row: GoodsDeclaration) -> Given:
    """The answers of the page. What it asks and leaves blank is blank; what it no longer asks falls away."""
    day, posted = local_day(request.at), request.POST.dict()
    form = drawing.header(row.direction)
    typed = {name: value for name, value in posted.items() if not name.startswith(("_", "lines-")) and name != "csrfmiddlewaretoken"}
    known, _unread = form.read(typed, language=tongue(), on=day, draft=True)
    asked = [f.name for f in form.asked(known, on=day)]
    raw = {**dict.fromkeys(asked, ""), **typed}
    values, mistakes = form.read(raw, language=tongue(), on=day, draft=True)
    start = natural(posted.get("_start")) or 0
    was = met.stood(posted)
    rows = lines.read(row.direction, list(row.body.get("lines") or []), lines.typed_rows(posted), was=was, start=start,
                      currency=str(values.get("currency") or ""), day=day)
    kept = {f.name: "" for f in form.fields} | form.write({name: value for name, value in values.items() if name in asked})
    touched = touched_of(posted)
    if touched is not None:
        merged = {**read_body(row), **{name: value for name, value in values.items() if name in touched}}
        still = {f.name for f in form.asked(merged, on=day)}
        kept = {name: value for name, value in kept.items() if name in touched or name not in still}
        rows = rows if was is not None or "lines" in touched else lines.as_stored(list(row.body.get("lines") or []))
    return Given(kept, raw, rows, (*(m for m in mistakes if m.blocks), *rows.findings))


def touched_of(posted: Mapping[str, str]) -> frozenset[str] | None:
    """The fields that were typed into on this page; the others stay as they are, for another window may have changed them. None: not told."""
    told = posted.get("_touched")
    return None if told is None else frozenset(name.partition("-")[0] for name in told.split(",") if name)


def _posted(request: HttpRequest, row: GoodsDeclaration) -> HttpResponse:
    """Save what was typed; then draw, add a line, or go on to the check. A look computes and keeps nothing."""
    act = "keep" if request.headers.get("X-Autosave") else request.POST.get("_act", "check")
    given = read(request, row)
    if act == "look":
        return page(request, as_typed(row, given), given=given, findings=given.findings, wanted=request.POST.get("_rows", ""), places=given.rows.places)
    rows = lines.acted(given.rows.rows, act, given.rows.places)
    row = drafts.save_draft(row.pk, {**given.kept, "lines": rows}, by=request.actor, at=request.at)
    if request.headers.get("X-Autosave"):
        return saved(request, given.rows.unread)
    if act == "keep" and not given.findings:
        messages.success(request, _("Draft saved"))
        return HttpResponseRedirect(reverse("goods:draft", args=[row.pk]), status=303)
    if act.startswith("line-") and (place := natural(act.removeprefix("line-"))) is not None:
        at = given.rows.places.get(place)
        return HttpResponseRedirect(reverse("goods:line", args=[row.pk, at + 1]) if at is not None else reverse("goods:draft", args=[row.pk]), status=303)
    if act == "check":
        return _checked(request, row, given)
    moved = act.startswith(("copy-", "drop-"))
    return page(request, row, given=None if moved else given, findings=() if moved else given.findings, add=act == "add",
                wanted=request.POST.get("_rows", ""))


def saved(request: HttpRequest, unread: Sequence[str] = ()) -> HttpResponse:
    """What a page that saves itself is told, and which boxes could not be read: all of them (*) where they are too many for a header."""
    return HttpResponse(_("Draft saved %(time)s") % {"time": hour(request.at)}, content_type="text/plain; charset=utf-8",
                        headers={"X-Unread": ",".join(unread) if len(unread) <= MOST_UNREAD else "*"})


def as_typed(row: GoodsDeclaration, given: Given) -> GoodsDeclaration:
    """The draft as it would stand with these answers: looks come while someone types, and must never overtake what is saved."""
    form = form_of(row.direction)
    row.body = form.write(form.read({**row.body, **given.kept, "lines": given.rows.rows}, draft=True)[0])
    return row


def _checked(request: HttpRequest, row: GoodsDeclaration, given: Given) -> HttpResponse:
    """On to the check page, unless something stands against it."""
    seen = preview(row, request.at)
    typed = {finding.pointer for finding in given.findings}
    findings = (*given.findings, *(f for f in seen.findings if f.pointer not in typed))
    if any(finding.blocks for finding in findings):
        return page(request, row, given=given, findings=findings, seen=seen, status=422)
    return HttpResponseRedirect(reverse("goods:check", args=[row.pk]), status=303)


def page(request: HttpRequest, row: GoodsDeclaration, *, given: Given | None = None, findings: Sequence[Finding] = (), seen: Preview | None = None,
         add: bool = False, wanted: str = "", places: Mapping[int, int] | None = None, status: int = 200) -> HttpResponse:
    """The whole page, whatever led to it; with `places` its rows stand where they stood when they were sent."""
    day, values = local_day(request.at), read_body(row)
    seen = seen or preview(row, request.at, judge=False)
    ids, words = lines.addresses(findings, row.direction)
    sheet = drawing.sheet_of(row.direction, values, day, raw=_still_typed(given, row), findings=findings, beside=ids, beside_words=words)
    stored = list(row.body.get("lines") or [])
    start = lines.window_of(findings, wanted or request.GET.get("rows", ""), len(stored) + (1 if add else 0))
    context = {
        "row": row, "party": row.declarant, "sheet": sheet, "parts": drawing.parts_of(sheet), "asking": drawing.ASKING,
        "rows": lines.rows_of(row.direction, stored, start=start, on=day, raw=given.rows.raw if given else None, findings=findings, duty=seen.lines,
                              places=places),
        "heads": [(f.name, f.label.say(tongue()), f.vnaccs.rpartition(":")[2]) for f in lines.table_form(row.direction).fields],
        "start": start, "pages": [n + 1 for n in range((max(0, len(stored) - 1)) // lines.WINDOW + 1)], "on_page": start // lines.WINDOW + 1,
        "findings": [f for f in findings if f.blocks], "focus_row": len(stored) if add else -1, "most": lines.MOST, "fifty": MOST_LINES,
        "action": reverse("goods:draft", args=[row.pk]), "units": drawing.units(), "nations": drawing.suggested(day)["partner_country"],
        **beside.column(row, seen, day),
    }
    return render(request, "trader/goods/declare.html", context, status=status)


def _still_typed(given: Given | None, row: GoodsDeclaration) -> Mapping[str, Any] | None:
    """The answers as the page shows them: what could not be read stands as it was typed."""
    if given is None or not given.findings:
        return None
    wrong = {finding.pointer.strip("/").split("/")[0] for finding in given.findings}
    stored = {name: value for name, value in row.body.items() if name != "lines"}
    return {**stored, **{name: text for name, text in given.raw.items() if name.split("-")[0] in wrong}}


# ---- one line, and the duty ------------------------------------------------------------------------------


@acting.managers
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Everything about one line: permits, preference, reliefs, taxes; the table has the rest."""
    try:
        row = open_draft(request, pk)
    except AlreadySent as sent:
        return HttpResponse(_("Already sent")) if request.headers.get("X-Autosave") else redirect(its_page(sent.row))
    rows = list(row.body.get("lines") or [])
    if request.method == "POST":
        number = met.number_of(rows, number, request.POST)
    if not 0 < number <= len(rows):
        raise Http404(str(number))
    form, day, findings, raw = lines.line_form(row.direction), local_day(request.at), (), None
    if request.method == "POST":
        raw = {name: value for name, value in request.POST.dict().items() if not name.startswith("_") and name != "csrfmiddlewaretoken"}
        values, mistakes = form.read(raw, language=tongue(), on=day, draft=True)
        findings = tuple(m for m in mistakes if m.blocks)
        rows[number - 1] = form.write(lines.completed(values, {}, str(row.body.get("currency") or ""), day))
        row = drafts.save_draft(row.pk, {"lines": rows}, by=request.actor, at=request.at)
        if request.headers.get("X-Autosave"):
            return saved(request)
        if not findings:
            return HttpResponseRedirect(_after_line(request, row, number, len(rows)), status=303)
    stored = form.read(rows[number - 1], draft=True)[0]
    sheet = Sheet(form, stored, raw=raw if findings else None, findings=findings, on=day)
    for box in sheet.boxes:
        box.hint = drawing.help_of(box, row.direction)
        if box.field.name in ("unit", "unit2", "price_unit"):
            box.suggested = drawing.units()
    context = {
        "row": row, "number": number, "count": len(rows), "sheet": sheet, "findings": findings, "page": (number - 1) // lines.WINDOW + 1,
        "named": met.told_of(rows, number),
        "open": [box for box in sheet.boxes if box.field.name in lines.COLUMNS], "tail": [box for box in sheet.boxes if box.field.name not in lines.COLUMNS],
        "tariff": lines.tariff_of([str(rows[number - 1].get("hs", ""))], row.direction, day).get(str(rows[number - 1].get("hs", ""))),
    }
    return render(request, "trader/goods/line.html", context, status=422 if findings else 200)


def _after_line(request: HttpRequest, row: GoodsDeclaration, number: int, count: int) -> str:
    """To the next line, or back to the table."""
    if request.POST.get("_act") == "next" and number < count:
        return reverse("goods:line", args=[row.pk, number + 1])
    return f"{reverse('goods:draft', args=[row.pk])}?rows={(number - 1) // lines.WINDOW + 1}#lines"


@acting.managers
@require_GET
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """The duty of the draft with the trace of every figure."""
    row = lists.of(pk, request.actor)
    seen = preview(row, request.at, judge=False)
    return render(request, "trader/goods/duty.html", {"row": row, "duty": beside.duty(seen, traced=True), "split": beside.parts(seen)})
