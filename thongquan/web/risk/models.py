"""Risk models: the list, the card with its trial, promoting by two, one step back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongquan.actions.risk import models as acts
from thongquan.actions.risk.asking import ask_candidate
from thongquan.core.digits import natural
from thongquan.core.riskwords import CHECKS, OBJECTIVES, STATES
from thongquan.models import RiskModel, Unit
from thongquan.queries import access
from thongquan.queries.risk import learning as learns
from thongquan.queries.risk import models as kept
from thongquan.risk.fields import ORIGIN
from thongquan.web.office.frame import done
from thongquan.web.risk.frame import READERS, choosing_of, page, percent
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import day
from thongquan.web.shared.numbers import number
from thongquan.web.shared.stepup import fresh_factor
from thongquan.web.shared.tongue import named, say

SIGNS = {"candidate": ("info", "info"), "proposed": ("check", "check"), "champion": ("go", "go"), "retired": ("wait", "x"), "refused": ("stop", "x")}


def line(row: RiskModel) -> dict[str, Any]:
    """A model as the list shows it."""
    card = row.card
    return {"row": row, "name": row.hash[:12], "state": say(STATES[row.state]), "signs": SIGNS[row.state], "objective": say(OBJECTIVES[row.objective]),
            "until": day(row.trained_until), "lines": number(card.get("lines", 0)), "findings": number(card.get("findings", 0))}


@allow(*READERS)
@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """Every model, the champion first."""
    rows = kept.models()
    by = request.actor  # type: ignore[attr-defined]
    return page(request, "models", {
        "lines": [line(row) for row in rows], "learning": _learning(rows), "asks": by.is_any(*acts.WRITES),
        "may_step": by.is_any(*acts.WRITES, *acts.LEADERS), "champion": next((row for row in rows if row.state == "champion"), None)})


def _learning(rows: list[RiskModel]) -> dict[str, Any]:
    """The candidate that was asked for: how far it is, and what came of it."""
    now = learns.learning()
    came = next((row for row in rows if now.state == learns.DONE and now.begun and row.trained_at >= now.begun), None)
    return {"now": now, "state": now.state, "came": came, "nothing": now.state == learns.DONE and came is None}


@allow(*acts.WRITES)
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A candidate learns now."""
    done(request, _("Asked; the candidate stands in the list when it has learned"), ask_candidate, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("risk:models")


@allow(*READERS)
@require_GET
def model(request: HttpRequest, pk: int) -> HttpResponse:
    """One model: its card, its trial, what may be done now."""
    row = kept.model(pk)
    if row is None:
        raise Http404(str(pk))
    by = request.actor  # type: ignore[attr-defined]
    names = access.names_of([who for who in (row.proposed_by, row.approved_by) if who])
    context = {**line(row), "title": row.hash[:12], "card": _card(row), "trial": _trial(row),
               "choosing": choosing_of(request) if row.state == "champion" else {},
               "proposer": names.get(row.proposed_by or 0, ""), "approver": names.get(row.approved_by or 0, ""),
               "may_propose": by.is_any(*acts.WRITES) and row.state in ("candidate", "retired") and bool(row.dry_run),
               "may_decide": row.state == "proposed" and by.id != row.proposed_by and by.is_any(*acts.APPROVES)}
    return page(request, "model", context)


def _card(row: RiskModel) -> list[tuple[str, str]]:
    """What the model learned from, and how good it was."""
    card, told = row.card, row.card.get("calibration", {})
    since = day(ORIGIN.fromordinal(ORIGIN.toordinal() + int(card["from"]))) if "from" in card else "–"
    by_check = ", ".join(f"{say(CHECKS[check])} {number(count)}" for check, count in card.get("by_check", {}).items() if check in CHECKS)
    return [
        (_("Objective"), say(OBJECTIVES[row.objective])), (_("Learned from"), f"{since} – {day(row.trained_until)}"),
        (_("Lines"), number(card.get("lines", 0))), (_("Results"), f"{number(card.get('results', 0))} ({by_check})"),
        (_("Findings"), number(card.get("findings", 0))),
        (_("Figures of a line"), _("%(n)s (version %(version)s)") % {"n": number(card.get("names", 0)), "version": row.feature_version}),
        (_("Random sample"), _("%(n)s inspections, %(found)s findings") % {"n": number(told.get("rows", 0)), "found": number(told.get("findings", 0))}),
        (_("Calibration error"), number(told["error"], 4) if "error" in told else "–"),
        (_("Brier skill"), percent(100 * told["brier_skill"]) if "brier_skill" in told else "–"),
        (_("Model"), row.hash), (_("Training set"), row.training_hash),
    ]


def _trial(row: RiskModel) -> dict[str, Any]:
    """The trial on the last days: selections, hits, load of each office, who is newly chosen."""
    told = row.dry_run
    if not told:
        return {}
    names = {unit.code: named(unit) for unit in Unit.objects.filter(level="office")}
    rows = [(names.get(one["office"], one["office"]), one) for one in told["offices"]]
    groups = (("", 3), (_("This model"), 3), (_("The champion") if told["against"] == "champion" else _("What was really checked"), 3))
    heads = (_("Office"), _("Lines"), _("Checks it made"), *(_("Choices"), _("Checked"), _("Found")) * 2)
    whole = {"office": "", "lines": told["lines"], "room": told["checks"], **told["whole"]}
    cells = [[says, *(number(value) for value in (one["lines"], one["room"], *_counts(one["new"]), *_counts(one["old"])))]
             for says, one in [*rows, (_("Together"), whole)]]
    return {"days": told["days"], "groups": groups, "heads": heads, "rows": cells,
            "same": number(told["same"]), "checks": number(told["checks"]), "newly": number(told["newly"]),
            "named": [(one["importer"], number(one["lines"])) for one in told["named"]], "champion": told["against"] == "champion",
            "dollars": number(told["whole"]["new"]["dollars"]), "before": number(told["whole"]["old"]["dollars"])}


def _counts(one: dict[str, int]) -> tuple[int, int, int]:
    return one["chosen"], one["checked"], one["found"]


@allow(*acts.WRITES)
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second person."""
    return _acted(request, pk, _("Proposed; another person must promote it"), acts.propose_model, reason=request.POST.get("reason", ""))


@allow(*acts.APPROVES)
@require_POST
@fresh_factor
def promote(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees."""
    return _acted(request, pk, _("Promoted; it scores from now on, and chooses in a few minutes"), acts.promote_model)


@allow(*acts.APPROVES)
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person says no."""
    return _acted(request, pk, _("The proposal is refused"), acts.refuse_model, reason=request.POST.get("reason", ""))


@allow(*acts.WRITES, *acts.LEADERS)
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """One step back from the champion that the page showed."""
    done(request, _("Taken back; the model before it scores again, or rules alone select"), acts.step_back, natural(request.POST.get("model")) or 0,
         reason=request.POST.get("reason", ""), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("risk:models")


def _acted(request: HttpRequest, pk: int, says: str, act: Any, **said: Any) -> HttpResponse:
    done(request, says, act, pk, by=request.actor, at=request.at, **said)  # type: ignore[attr-defined]
    return redirect("risk:model", pk)
