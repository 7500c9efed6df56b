"""The history of one dossier: every act, who did it, its reason, who has looked."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from thongquan.actions.access.looks import looked_at
from thongquan.core.flows.goods import STATES
from thongquan.core.inspection import READINGS
from thongquan.models import AuditEvent
from thongquan.queries.report.dossier import declaration, dossier_of, events_about, lookers
from thongquan.queries.review import looks_blindly
from thongquan.web.central import words
from thongquan.web.central.queue import LOOKS
from thongquan.web.shared.allow import allow
from thongquan.web.shared.clock import at_gate, day, weekday
from thongquan.web.shared.tongue import office_named, say

#: a trader turns to the head: told to whoever it is not about
CALLED = "goods.escalate"
READ_IMAGE = "inspection.read_image"
#: act -> (icon, ground, sentence)
ACTS: dict[str, tuple[str, str, Any]] = {
    "goods.sign": ("edit", "info", _("Signed")),
    "goods.attach": ("up", "info", _("Document added")),
    "goods.detach": ("x", "wait", _("Document taken out")),
    "goods.paid": ("coin", "go", _("Tax paid")),
    "goods.hold_late": ("lock", "stop", _("Held too long; the head was told")),
    "goods.lapse_request": ("wait", "wait", _("The request lapsed with the declaration")),
    "goods.register": ("up", "info", _("Registered and numbered")),
    "goods.channel": ("filter", "info", _("Channel chosen")),
    "goods.rechannel": ("scale", "check", _("Channel changed")),
    "goods.override": ("scale", "check", _("The head changed the channel")),
    "goods.ask": ("help", "check", _("The trader was asked")),
    "goods.answer": ("tick", "info", _("The trader answered")),
    "goods.agree": ("go", "go", _("Dossier agreed to")),
    "goods.refuse": ("stop", "stop", _("Refused with reasons")),
    "goods.inspect": ("xray", "check", _("Handed to inspection")),
    "goods.mark": ("flag", "check", _("A difference was marked")),
    "goods.settle_finding": ("tick", "info", _("A difference was settled")),
    "goods.consult": ("users", "info", _("Another unit was asked")),
    "goods.advise": ("edit", "info", _("The unit answered")),
    "goods.countersign": ("tick", "go", _("Countersigned")),
    "goods.amend": ("edit", "info", _("A change was asked for")),
    "goods.amended": ("edit", "go", _("Changed as asked")),
    "goods.refuse_amend": ("stop", "check", _("Change not approved")),
    "goods.request_cancel": ("x", "info", _("Cancellation asked for")),
    "goods.refuse_cancel": ("stop", "check", _("Cancellation not approved")),
    "goods.decide_cancel": ("x", "info", _("Cancellation decided")),
    "goods.cancel": ("x", "wait", _("Cancelled")),
    "goods.lapse": ("wait", "wait", _("Cancelled by the clock")),
    "goods.hold": ("lock", "stop", _("Goods held")),
    "goods.unhold": ("undo", "go", _("Hold lifted")),
    "agency.lane": ("shield", "info", _("An agency at the gate gave its lane")),
    "goods.from_storage": ("undo", "info", _("Taken up again after storage")),
    "goods.to_storage": ("box", "info", _("To storage")),
    "goods.clear": ("go", "go", _("Cleared")),
    "goods.release": ("go", "go", _("Released before duty")),
    "goods.pass": ("truck", "go", _("Passed the supervised area")),
    CALLED: ("bell", "check", _("The trader turned to the head")),
    "goods.promise": ("wait", "info", _("Promise given or taken back")),
    "goods.to_dossier": ("doc", "check", _("Back to the dossier check")),
    "goods.duty": ("coin", "info", _("Duty computed again")),
    "goods.refund": ("coin", "info", _("Tax paid too much; a refund is proposed")),
    "goods.refund_withdrawn": ("coin", "wait", _("The refund is no longer due")),
    "goods.refund_approved": ("coin", "go", _("Refund approved")),
    "goods.refund_paid": ("coin", "go", _("Refund paid")),
    "goods.label": ("doc", "info", _("Result of the check kept")),
    "assignment.draw": ("user", "info", _("An officer was drawn")),
    "assignment.take": ("user", "info", _("Taken in hand")),
    "assignment.pause": ("wait", "info", _("The clock stands still")),
    "assignment.resume": ("right", "info", _("The clock runs on")),
    "assignment.finish": ("tick", "info", _("Work done")),
    "assignment.withdraw": ("x", "wait", _("Work withdrawn")),
    "assignment.late": ("stop", "stop", _("Past its time; the leader was told")),
    "assignment.due": ("wait", "info", _("Due at another time: the working hours changed")),
    "inspection.order": ("xray", "check", _("Order to inspect written")),
    "inspection.reschedule": ("wait", "info", _("Appointment moved")),
    "inspection.unbook": ("wait", "check", _("Appointment lost; the trader chooses another time")),
    "inspection.present": ("truck", "info", _("Goods presented")),
    "inspection.join": ("users", "info", _("Another officer joined")),
    "inspection.step": ("tick", "info", _("A step of the order was noted")),
    "inspection.lines": ("edit", "info", _("Findings of lines were noted")),
    "inspection.escalate": ("stop", "stop", _("Waits too long for inspection; the head was told")),
    "inspection.withdraw": ("x", "wait", _("Inspection no longer needed")),
    "inspection.begin": ("eye", "info", _("Inspection begun")),
    READ_IMAGE: ("eye", "info", _("An officer has read the scanner image")),
    "inspection.image_reading": ("xray", "info", _("A machine has read the scanner image")),
    "inspection.open_goods": ("eye", "check", _("The scanner image raises doubt; the goods are to be opened")),
    "inspection.go_on": ("eye", "check", _("The inspection goes on; the goods are to be opened")),
    "inspection.record": ("tick", "info", _("Result of the inspection")),
    "inspection.sampled": ("box", "wait", _("Waits for the laboratory")),
    "inspection.keep": ("box", "info", _("Sample sent to the laboratory")),
    "inspection.sample_received": ("box", "info", _("The laboratory has received the sample")),
    "inspection.sample_back": ("undo", "check", _("The laboratory sent the sample back")),
    "inspection.sample_result": ("filter", "info", _("The laboratory has answered")),
    "payment.order": ("coin", "info", _("Tax notice issued")),
    "payment.withdraw": ("x", "wait", _("Tax notice withdrawn")),
    "payment.overdue": ("stop", "stop", _("Tax is overdue")),
    "payment.send": ("coin", "info", _("Payment sent to the bank")),
    "payment.failed": ("coin", "check", _("The bank did not pay")),
    "payment.unclear": ("coin", "check", _("The bank did not answer; it is asked again")),
    "payment.lend": ("shield", "info", _("Guarantee stands for the tax")),
    "payment.give_back": ("shield", "go", _("Guarantee free again")),
    "payment.paid": ("coin", "go", _("Tax paid")),
    "licence.wait": ("leaf", "check", _("Waits for an agency's answer")),
    "licence.post_check": ("leaf", "info", _("An agency's document is checked afterwards")),
    "licence.claim_again": ("leaf", "info", _("An agency's document was cited again")),
    "licence.settle": ("leaf", "info", _("The agency has answered")),
    "licence.settle_by_hand": ("leaf", "info", _("The agency's answer was noted by an officer")),
    "licence.let_go_on": ("leaf", "go", _("The goods go on; the document is checked afterwards")),
    "licence.end_check": ("leaf", "info", _("The check of an agency's document has ended")),
    "licence.escalate": ("leaf", "stop", _("The agency is silent; the head was told")),
}


#: marks that the sentence of their act says in full
SAID_ALREADY = ("ended", "storage", "scan")


def _reading(code: str) -> str:
    return say(READINGS[code]) if code in READINGS else code


def words_of(action: str) -> tuple[str, str, Any]:
    """Icon, ground and sentence of an act; one without words of ours keeps its name."""
    return ACTS.get(action) or ("info", "info", action)


@allow(*LOOKS)
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The page; looking at it is kept."""
    row = declaration(pk)
    if looks_blindly(row.pk, by=request.actor):
        return redirect("review:of", row.pk)
    looked_at("goods", row.pk, declarant_id=row.declarant_id, office_id=row.team_id or row.office_id, by=request.actor, at=request.at)
    found = dossier_of(row)
    about = found.worked_by(request.actor.id)  # type: ignore[attr-defined]
    told = [_line(event) for event in events_about(found) if not (about and event.action == CALLED)]
    looks = lookers(row.pk)
    groups = [list(each) for _day, each in groupby(told, key=lambda line: at_gate(line["at"]).date())]
    days = [{"day": f"{weekday(lines[0]['at'])}, {day(lines[0]['at'])}", "lines": lines} for lines in groups]
    return render(request, "central/history.html", {
        "row": row, "number": words.number(row), "days": days, "lookers": looks, "people": len({name for _at, name in looks}),
        "state": (say(STATES[row.state]), *words.STATE_SIGNS.get(row.state, ("wait", "wait")))})


def _line(event: AuditEvent) -> dict[str, Any]:
    payload = json.loads(bytes(event.payload))
    icon, ground, says = words_of(event.action)
    tell = _reading if event.action == READ_IMAGE else words.reason
    reason = str(payload.get("reason", ""))
    why = "; ".join(tell(code) for code in ([reason] if " " in reason else reason.split(",")) if code and code not in SAID_ALREADY)
    return {"id": event.pk, "at": event.at, "icon": icon, "ground": ground, "says": says, "why": why,
            "who": event.actor_name if event.actor_id else _("The platform"), "unit": office_named(event.unit)}
