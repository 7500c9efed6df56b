"""The story of a goods declaration in its declarant's words: acts, stages, what comes next."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongquan.catalog.goods_reasons import (
    AGREE_REASONS,
    BACK_REASONS,
    CANCEL_GOODS_REASONS,
    GOODS_HOLD_REASONS,
    INSPECT_REASONS,
    OF_AGENCY,
    OUTCOMES,
    REFUSE_REASONS,
    RESCHEDULE_REASONS,
)
from thongquan.catalog.override_reasons import OVERRIDE_REASONS
from thongquan.core.agency_lane import GREEN, LANES
from thongquan.core.banks import BANKS
from thongquan.core.gatewords import NAMES
from thongquan.core.promise import YOU, Promise
from thongquan.core.words import Words
from thongquan.models import GoodsDeclaration, InspectionOrder
from thongquan.queries.clearance import lanes_of
from thongquan.queries.report.follow import Event
from thongquan.web.shared.clock import hour, moment_text, short_day
from thongquan.web.shared.tongue import named, say
from thongquan.web.trader.goods.words import CHANNEL_WORDS

REASONS: dict[str, Words] = {
    **AGREE_REASONS, **BACK_REASONS, **CANCEL_GOODS_REASONS, **GOODS_HOLD_REASONS, **INSPECT_REASONS, **OUTCOMES, **REFUSE_REASONS, **RESCHEDULE_REASONS,
    # why the head of office changed the channel is the office's own: the declarant is told the lane
    **dict.fromkeys(OVERRIDE_REASONS, INSPECT_REASONS["channel"])}
#: decisions that are told to the declarant; notes for the file and for the inspector are not, words of refusal are
DECISIONS = ("agree", "refuse", "inspect")
#: act -> (icon, ground, sentence); acts that are not here are the office's own
HISTORY: dict[str, tuple[str, str, Any]] = {
    "goods.sign": ("edit", "info", gettext_lazy("Signed")),
    "goods.register": ("doc", "info", gettext_lazy("Registered and numbered")),
    "goods.channel": ("info", "info", gettext_lazy("Channel chosen")),
    "goods.rechannel": ("swap", "check", gettext_lazy("Level of checking changed")),
    "goods.ask": ("check", "check", gettext_lazy("Customs asks")),
    "goods.answer": ("tick", "info", gettext_lazy("Answered")),
    "goods.agree": ("go", "go", gettext_lazy("Dossier agreed to")),
    "goods.refuse": ("stop", "stop", gettext_lazy("Refused with reasons")),
    "goods.attach": ("up", "info", gettext_lazy("Document added")),
    "goods.detach": ("x", "wait", gettext_lazy("Document taken out")),
    "goods.amend": ("edit", "info", gettext_lazy("Amendment asked for")),
    "goods.amended": ("edit", "go", gettext_lazy("Amended; duty and channel judged anew")),
    "goods.refuse_amend": ("stop", "stop", gettext_lazy("Amendment refused")),
    "goods.request_cancel": ("x", "info", gettext_lazy("Cancellation asked for")),
    "goods.refuse_cancel": ("stop", "stop", gettext_lazy("Cancellation refused")),
    "goods.cancel": ("x", "wait", gettext_lazy("Cancelled")),
    "goods.lapse": ("x", "wait", gettext_lazy("Cancelled by the clock")),
    "goods.hold": ("stop", "stop", gettext_lazy("Goods held")),
    "goods.unhold": ("go", "go", gettext_lazy("Hold lifted")),
    "agency.lane": ("shield", "info", gettext_lazy("An agency at the gate gave its lane")),
    "goods.to_storage": ("box", "wait", gettext_lazy("To storage under supervision")),
    "goods.paid": ("coin", "go", gettext_lazy("Tax paid")),
    "goods.clear": ("go", "go", gettext_lazy("Cleared")),
    "goods.release": ("go", "go", gettext_lazy("Released before duty")),
    "goods.pass": ("tick", "go", gettext_lazy("Passed the supervised area")),
    "goods.duty": ("coin", "info", gettext_lazy("Duty computed")),
    "goods.refund": ("coin", "info", gettext_lazy("Tax paid too much; a refund is under way")),
    "goods.refund_approved": ("coin", "go", gettext_lazy("Refund approved")),
    "goods.refund_paid": ("coin", "go", gettext_lazy("Refund paid back")),
    "goods.escalate": ("bell", "check", gettext_lazy("Turned to the head of office")),
    "goods.to_dossier": ("doc", "check", gettext_lazy("Back to the dossier check")),
    "goods.delay_proof": ("scale", "info", gettext_lazy("Proof of delay issued")),
    "payment.send": ("coin", "info", gettext_lazy("Sent to the bank")),
    "payment.failed": ("coin", "check", gettext_lazy("The bank did not pay")),
    "payment.unclear": ("coin", "check", gettext_lazy("The bank did not answer; it is asked again")),
    "payment.lend": ("shield", "info", gettext_lazy("Guarantee stands for the tax")),
    "payment.give_back": ("shield", "go", gettext_lazy("Guarantee free again")),
    "inspection.order": ("eye", "check", gettext_lazy("Inspection ordered")),
    "inspection.reschedule": ("wait", "info", gettext_lazy("Appointment moved")),
    "inspection.unbook": ("wait", "check", gettext_lazy("Appointment lost; choose another time")),
    "inspection.present": ("truck", "info", gettext_lazy("Goods presented")),
    "inspection.escalate": ("bell", "check", gettext_lazy("Waits too long for inspection; the head was told")),
    "inspection.begin": ("eye", "info", gettext_lazy("Inspection begun")),
    "inspection.record": ("eye", "info", gettext_lazy("Inspection finished")),
    "inspection.withdraw": ("x", "wait", gettext_lazy("Inspection no longer needed")),
    "clearance.plan": ("truck", "info", gettext_lazy("A part planned on a vehicle")),
    "clearance.pass": ("truck", "go", gettext_lazy("A part passed the gate")),
    "licence.wait": ("leaf", "check", gettext_lazy("Waiting for a ministry's answer")),
    "licence.post_check": ("leaf", "info", gettext_lazy("A ministry's document is checked afterwards")),
    "licence.settle": ("leaf", "info", gettext_lazy("The ministry has answered")),
    "licence.settle_by_hand": ("leaf", "info", gettext_lazy("The ministry's document was settled")),
    "licence.let_go_on": ("leaf", "go", gettext_lazy("The goods go on; the document is checked afterwards")),
}
#: the stretches of the road, each with the states in which it is now
STAGES = (
    (gettext_lazy("Registration"), ("registered",)), (gettext_lazy("Check"), ("checking", "asked", "ordered", "inspecting", "storage")),
    (gettext_lazy("Duty and taxes"), ("decided",)), (gettext_lazy("Cleared"), ("released", "cleared")), (gettext_lazy("Through the gate"), ("passed",)),
)
ENDED = ("cancelled", "returned")


def history(events: list[Event]) -> list[dict[str, Any]]:
    """The timeline, newest first: icon, sentence, detail; people are `you` or nobody."""
    return [{"at": event.at, "icon": HISTORY[event.action][0], "ground": HISTORY[event.action][1], "says": HISTORY[event.action][2],
             "mine": event.mine, "why": detail(event)} for event in reversed(events) if event.action in HISTORY]


def detail(event: Event) -> str:
    """What the declarant may read besides: the coded reason, the lane, the bank, the amount."""
    if event.action in ("goods.channel", "goods.rechannel"):
        return say(CHANNEL_WORDS.get(str(event.facts.get("channel")), ""))
    if event.action.startswith("payment."):
        return say(BANKS.get(str(event.facts.get("bank")), ""))
    return say(REASONS.get(event.reason, ""))


def stages(row: GoodsDeclaration) -> list[dict[str, Any]]:
    """The stretches of the road: done, now or to come."""
    at = next((n for n, (_says, states) in enumerate(STAGES) if row.state in states), -1)
    at += row.state == "passed"
    return [{"says": says, "done": n < at, "now": n == at} for n, (says, _states) in enumerate(STAGES)]


def next_step(row: GoodsDeclaration, clock: Promise, order: InspectionOrder | None) -> tuple[str, str, str]:
    """(ground, head, sentence): what happens next, and what the declarant should do."""
    if row.state == "returned":
        return "stop", _("Refused with reasons"), _("Read the reason below. Nothing more happens on this number; declare anew when it is mended.")
    if row.state == "cancelled":
        return "wait", _("Cancelled"), _("Licences and guarantees are free again.")
    told = {
        "channel": ("info", _("Being read by the system"), _("The channel is chosen within a minute, day and night.")),
        "dossier": ("info", _("Customs checks the dossier"), _("Nothing to do. Questions come here and to your phone.")),
        "answer": ("check", _("Customs waits for you"), _("Answer every point below. The officer's clock stands still meanwhile.")),
        "bring": ("check", _("Bring the goods to the inspection"), _slot(order)),
        "inspection": ("info", _("The goods are being inspected"), _("The result comes here as soon as it is written down.")),
        "sign": ("info", _("A leader signs as well"), _("This decision needs a second signature. Nothing to do.")),
        "tax": ("check", _("Pay the tax"), _("As soon as it is paid the goods are cleared by themselves.")),
        "bank": ("info", _("The bank is paying"), _("The other bank is asked at once when this one does not answer.")),
        "licence": ("check", _("A ministry has not answered yet"), _("Customs has nothing against the goods; they wait for a ministry's document.")),
        "hold": ("stop", _("The goods are held"), _held(row)),
        "storage": ("wait", _("In storage under supervision"), _("The goods stay there until Customs takes the case up again.")),
        "clearing": ("info", _("Clearance is being written"), _("It takes less than a minute.")),
        "leave": ("go", _("The goods may leave"), _("Print the supervision slip, or show it on the phone at the gate.")),
        "done": ("go", _("Done"), _("The goods have left. Keep the papers for five years.")),
    }
    return told[clock.clock]


def _held(row: GoodsDeclaration) -> str:
    """Why the goods are held: customs' reason, or what each agency of the gate wants of them."""
    if row.hold_reason != OF_AGENCY:
        return say(GOODS_HOLD_REASONS.get(row.hold_reason, ""))
    lanes = lanes_of([row.pk]).get(row.pk, {})
    return " ".join(f"{say(NAMES['agencies'][agency])}: {say(LANES[one.lane])}. {one.note}" for agency, one in lanes.items() if one.lane != GREEN)


def _slot(order: InspectionOrder | None) -> str:
    if order is None or order.slot_at is None:
        return _("Choose a time below.")
    where = named(order.site) if order.site else ""
    return _("%(site)s, bay %(bay)s, %(time)s on %(day)s.") % {
        "site": where, "bay": order.bay or "–", "time": hour(order.slot_at), "day": short_day(order.slot_at)}


def clock_line(clock: Promise) -> str:
    """Until when, in words, with the verb of whoever's turn it is."""
    if clock.until is None:
        return ""
    when = moment_text(clock.until)
    if clock.late:
        return _("was due %(time)s") % {"time": when}
    return _("before %(time)s") % {"time": when} if clock.turn == YOU else _("promised until %(time)s") % {"time": when}
