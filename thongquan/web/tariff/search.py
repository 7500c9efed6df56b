"""HS search: one page for everybody, and the short list under a field of a form."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from thongquan.catalog.codes import COUNTRIES
from thongquan.catalog.tariff import notes_of
from thongquan.core.duty import TAXES
from thongquan.core.duty.law import ADDITIONAL, EXPORT_DUTY, IMPORT_DUTY, VAT
from thongquan.core.hs_search import marked
from thongquan.core.rule import local_day
from thongquan.core.units import UNITS
from thongquan.core.words import LANGUAGES, Words
from thongquan.queries.duty import HsAnswer, HsFound, hs_line, levies, search_hs
from thongquan.web.shared.allow import allow
from thongquan.web.shared.tongue import cited, html_lang, say, tongue
from thongquan.web.tariff.trial import rate_text, tried

ON_A_PAGE, IN_A_FIELD = 20, 8
LONGEST = 120
#: a text so short says little without the texts above it (`Other`, `Fresh`)
SHORT, LONG_ABOVE = 24, 70
#: the tag of a document kind: its sign, by the agency that issues it
SIGNS = {"BVTV": "leaf", "TY": "leaf", "CLCB": "shield", "ATTP": "shield", "QLD": "shield", "LN": "leaf"}
#: what to type, in three languages, plain and as a code
EXAMPLES = ("sau rieng", "điện thoại", "fresh grapes", "火龙果", "0810")
#: who looks at the editions of the tariff
SEES = ("administrator", "nation_leader", "region_leader", "office_leader", "auditor")
DIRECTIONS = ("import", "export")


@dataclass(frozen=True)
class Line:
    """One line as the list shows it: dotted code, its text in pieces, where it stands, its MFN rate."""

    code: str
    dotted: str
    pieces: list[tuple[str, bool]]
    above: str
    rate: str
    href: str
    current: bool = False


def dotted(code: str) -> str:
    """`08061000` as it is printed: `0806.10.00`."""
    return ".".join(part for part in (code[:4], code[4:6], code[6:8], code[8:]) if part)


def above(found: HsFound) -> str:
    """Where the line stands: its chapter; for a text that says little, its heading and what is right above it too."""
    path = [say(each) for each in found.path]
    short = found.own is None and len(found.words.vi) < SHORT
    return " · ".join([*path[:1], *([text[:LONG_ABOVE] for text in path[1:]] if short else ())])


def line(found: HsFound, words: str, query: dict[str, str], current: str) -> Line:
    """One line of the list."""
    href = f"{reverse('tariff:search')}?{urlencode({**query, 'code': found.code})}#hs-detail"
    pieces = marked(say(found.own or found.words), words)
    return Line(found.code, dotted(found.code), pieces, above(found), rate_text(found.line.mfn), href, found.code == current)


@allow.public
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The page: what was typed, the lines found, everything about the chosen one."""
    words = request.GET.get("q", "")[:LONGEST].strip()
    day, direction = _day(request), request.GET.get("direction", "import")
    direction = direction if direction in DIRECTIONS else "import"
    began = time.perf_counter()
    answer = search_hs(words, day=day, limit=ON_A_PAGE, direction=direction) if words else None
    took = round((time.perf_counter() - began) * 1000)
    code = "".join(ch for ch in request.GET.get("code", "") if ch.isdigit())[:12]
    chosen = hs_line(code, day=day, direction=direction) if code else _first(answer)
    kept = ({"direction": direction} if direction != "import" else {}) | ({"on": f"{day}"} if day != local_day(request.at) else {})  # type: ignore[attr-defined]
    query = {"q": words, **kept}
    context = {
        "kept": kept, "words": words, "answer": answer, "took": took, "code": code, "direction": direction,
        "lines": [line(found, words, query, chosen.code if chosen else "") for found in answer.found] if answer else [],
        "detail": detail(chosen, day) if chosen else None, "trial": tried(chosen, request.GET, day) if chosen else None,
        "examples": EXAMPLES, "editions": bool(request.actor and request.actor.is_any(*SEES)),  # type: ignore[attr-defined]
    }
    return render(request, "tariff/search.html", context)


def _first(answer: HsAnswer | None) -> HsFound | None:
    return answer.found[0] if answer and answer.found else None


def _day(request: HttpRequest) -> date:
    """Today, or the day that the address names."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return local_day(request.at)  # type: ignore[attr-defined]


def detail(found: HsFound, day: date) -> dict[str, Any]:
    """Everything about one line, ready for the page."""
    unit = UNITS.get(found.line.unit)
    return {
        "code": found.code, "dotted": dotted(found.code), "title": say(found.own or found.words),
        "official": say(found.words) if found.own and say(found.words) != say(found.own) else "",
        "others": list(others(found.own or found.words)), "path": [say(each) for each in found.path],
        "permits": [{"words": kind.words, "sign": SIGNS.get(kind.agency, "doc")} for kind in found.permits],
        "rates": rates(found), "unit": unit.words if unit else found.line.unit, "levies": list(charged(found, day)),
        "notes": [(dotted(code), say(text)) for code, text in notes_of(found.code)],
        "mfn": rate_text(found.line.mfn), "ordinary": rate_text(found.line.ordinary), "believed": found.line.believed,
        "best": best(found), "source": found.line.citation, "quota": rate_text(found.line.quota_out),
        "subheadings": [{"dotted": dotted(code), "href": f"{reverse('tariff:search')}?{urlencode({'q': code})}"} for code in found.subheadings],
    }


def charged(found: HsFound, day: date) -> Iterator[dict[str, Any]]:
    """Every tax on the code but the import duty, in legal order, with its source; an export duty is said to be none."""
    listed = [levy for levy in levies(found, day=day) if levy.kind != IMPORT_DUTY] if found.line.mfn is not None else []
    if listed and all(levy.kind != EXPORT_DUTY for levy in listed):
        yield {"words": say(TAXES[EXPORT_DUTY]), "rate": "–", "note": _("none in this table"), "cites": "", "believed": False}
    for levy in listed:
        note = " · ".join(part for part in (levy.code, ", ".join(say(COUNTRIES[one]) if one in COUNTRIES else one for one in levy.origins)) if part)
        if levy.kind == ADDITIONAL and levy.believed:
            note = " · ".join((note, _("to be checked, not charged")))
        rate = rate_text(levy.rate) or (_("not subject") if levy.kind == VAT else _("by its tax code"))
        yield {"words": say(levy.words), "rate": rate, "note": note, "cites": cited(levy.citation), "believed": levy.believed}


def others(words: Words) -> Iterator[tuple[str, str]]:
    """The text in the two other languages, each with its `lang`."""
    for language in LANGUAGES:
        text = getattr(words, language)
        if language != tongue() and text and text != say(words):
            yield html_lang({"zh": "zh-hans"}.get(language, language)), text


def rates(found: HsFound) -> list[dict[str, str]]:
    """Agreements with one rate and one circle of countries stand in one row, the lowest rate first."""
    circles: dict[tuple[str, str, str], set[str]] = {}
    for p in sorted(found.line.preferences, key=lambda p: (p.rate.percent is None, p.rate.percent, bool(p.only), len(p.excluded), p.agreement)):
        circles.setdefault((p.agreement, rate_text(p.rate), ", ".join(sorted(p.excluded))), set()).update(p.only)
    rows: dict[tuple[str, str, str], list[str]] = {}
    for (agreement, rate, excluded), only in circles.items():
        rows.setdefault((rate, excluded, ", ".join(sorted(only))), []).append(agreement)
    return [{"agreement": ", ".join(names), "rate": rate, "excluded": excluded, "only": only} for (rate, excluded, only), names in rows.items()]


def best(found: HsFound) -> list[str]:
    """The agreements that grant goods of China less than the MFN rate."""
    mfn = found.line.mfn
    if mfn is None or mfn.percent is None:
        return []
    low = [p.agreement for p in found.line.preferences if p.reaches("CN") and p.agreement in ("ACFTA", "RCEP") and (p.rate.percent or 0) < mfn.percent]
    return list(dict.fromkeys(low))


@allow.person
@require_GET
def pick(request: HttpRequest) -> HttpResponse:
    """The short list under a field: `q` is what was typed there, `for` the id of the field."""
    words = (request.GET.get("q") or next((value for value in request.GET.values() if value), ""))[:LONGEST].strip()
    found = search_hs(words, day=_day(request), limit=IN_A_FIELD).found if len(words) > 1 or words >= "\u2e80" else []
    lines = [line(one, words, {"q": words}, "") for one in found]
    return render(request, "tariff/pick.html", {"lines": lines, "words": words, "target": request.GET.get("for", "")[:80]})

