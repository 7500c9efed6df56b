"""The gate for machines: scans, officers' answers, agency ticks, lists for devices."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.conf import settings

from thongquan.actions import gate
from thongquan.actions.access import code_is_right, password_is_right
from thongquan.actions.gate.answer import ScanRequest
from thongquan.actions.gate.scan import SCANNING
from thongquan.actions.gate.tick import AGENCY_ROLES
from thongquan.actions.keyring import root_key
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import BY_ID, OPTIONAL, Body, Endpoint
from thongquan.api.gate_shapes import Placed, Plate, ScanAnswer, Ticked
from thongquan.api.shapes import Receipt
from thongquan.core.bundle import bundle_sign
from thongquan.core.digits import natural
from thongquan.core.reading import VIETNAM
from thongquan.core.refused import NotAllowed, NotFound
from thongquan.core.words import Words
from thongquan.models import Crossing, User
from thongquan.queries.crossing.machines import by_number
from thongquan.queries.passes import bundle_at
from thongquan.queries.place import gate_by_code

SCAN = "gate:scan"
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
LIVE_ROLES = frozenset(SCANNING) - {"system"}

Text = Annotated[str, msgspec.Meta(max_length=80, pattern=PRINTABLE)]
Digits = Annotated[str, msgspec.Meta(min_length=1, max_length=600, pattern=PRINTABLE, description="253 digits of a pass, or a movement number")]


class ScanSent(msgspec.Struct):
    """A scan: `id` is the device's own event id; the same id always gets the same answer."""

    id: UUID
    digits: Digits
    gate: Text
    lane: Annotated[int, msgspec.Meta(ge=0, le=9999)]
    device: Text = ""
    source: Literal["wedge", "camera", "typed", "api"] = "api"
    seen_plate: Annotated[str, msgspec.Meta(max_length=40, pattern=PRINTABLE)] = ""
    seen_trailer: Annotated[str, msgspec.Meta(max_length=40, pattern=PRINTABLE)] = ""
    seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] | None = None

    def request(self) -> ScanRequest:
        """As the gate's act takes it."""
        return ScanRequest(self.id, self.digits, self.gate, self.lane, self.device, self.source, self.seen_plate, self.seen_trailer,
                                self.seconds)


Reason = Annotated[str, msgspec.Meta(max_length=40, pattern=PRINTABLE)]


class ConfirmSent(ScanSent, kw_only=True):
    """One officer has looked and settles a doubt."""

    number: Text
    reason_code: Reason


class SecondSent(msgspec.Struct):
    """The second officer proves who he is: his user name, password, and one-time code of this minute."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=150, pattern=PRINTABLE)]
    password: Annotated[str, msgspec.Meta(max_length=300)] = ""
    code: Annotated[str, msgspec.Meta(max_length=12, pattern=PRINTABLE)] = ""


class AdmitSent(ConfirmSent, kw_only=True):
    """Against the machine: a coded reason, the reason in words, and a second officer of the place."""

    reason: Annotated[str, msgspec.Meta(max_length=400, pattern=PRINTABLE)]
    second: SecondSent


class CheckSent(ScanSent, kw_only=True):
    """The vehicle is sent from the lane to a bay."""

    number: Text
    reason_code: Reason
    bay: Text
    reason: Annotated[str, msgspec.Meta(max_length=1000, pattern=PRINTABLE)] = ""


def scan(call: Call) -> Reply:
    """Judge one pass at one lane; go at the border line records the crossing."""
    sent: ScanSent = call.raw
    return Reply(answered(sent, gate.scan(sent.request(), by=call.by, at=call.at), call))


def confirm(call: Call) -> Reply:
    """An officer settles a doubt of the machine."""
    sent: ConfirmSent = call.raw
    return Reply(answered(sent, gate.confirm(sent.request(), sent.number, reason_code=sent.reason_code, by=call.by, at=call.at), call))


def admit(call: Call) -> Reply:
    """Two officers let a vehicle pass against the machine; the head of office reviews it afterwards."""
    sent: AdmitSent = call.raw
    made = gate.admit_by_order(sent.request(), sent.number, reason_code=sent.reason_code, reason=sent.reason, second=second_of(sent.second, call),
                               by=call.by, at=call.at)
    return Reply(answered(sent, made, call))


def second_of(sent: SecondSent, call: Call) -> int:
    """The second officer's id, when password and code are his (GAT-08); the demo's invented people have neither."""
    person = User.objects.filter(username=sent.name, is_active=True).first()
    if person is not None and person.demo and settings.REALM == "demo" and call.known is not None and call.known.demo:
        return int(person.pk)
    if person is None or not (password_is_right(person, sent.password, at=call.at) and code_is_right(person.pk, sent.code, at=call.at)):
        raise NotAllowed("GAT-08", "/second")
    return int(person.pk)


def answered_first(call: Call) -> Reply | None:
    """The first answer again, for an officer's act that was sent twice under one id."""
    made = gate.answered_before(call.raw.request())
    return None if made is None else Reply(answered(call.raw, made, call))


def turn_back(call: Call) -> Reply:
    """The vehicle leaves the line without crossing."""
    sent: ConfirmSent = call.raw
    return Reply(answered(sent, gate.turn_back(sent.request(), sent.number, reason_code=sent.reason_code, by=call.by, at=call.at), call))


def send_to_check(call: Call) -> Reply:
    """The vehicle goes to a bay."""
    sent: CheckSent = call.raw
    made = gate.send_to_check(sent.request(), sent.number, bay=sent.bay, reason_code=sent.reason_code, reason=sent.reason, by=call.by, at=call.at)
    return Reply(answered(sent, made, call))


def answered(sent: ScanSent, made: gate.Answer, call: Call) -> ScanAnswer:
    """The verdict in the caller's language, times in Viet Nam's clock."""
    verdict, zone = made.verdict, VIETNAM
    return ScanAnswer(
        id=str(sent.id), sign=verdict.sign, code=verdict.code, reason_number=verdict.number, word=verdict.word(call.language),
        officer_says=verdict.say(call.language, zone), driver_says=verdict.say(call.language, zone, "driver"), number=made.number,
        leg=made.leg, plates=[Plate(p["key"], p["text"], p["country"]) for p in made.plates],
        receipt=Receipt(made.event, made.leaf) if made.event else None, repeated=made.repeated)


def tick(call: Call) -> Reply:
    """An agency has nothing against a leg."""
    return ticked(call, gate.tick, True)


def untick(call: Call) -> Reply:
    """The agency takes its tick back."""
    return ticked(call, gate.untick, False)


def ticked(call: Call, act: Any, standing: bool) -> Reply:
    """Find the leg, and tick it or not."""
    crossing, agency = leg_in(call), call.path["agency"]
    receipt = act(crossing.pk, agency, **call.values, by=call.by, at=call.at)
    return Reply(Ticked(crossing.declaration.number or "", crossing.leg, agency, standing, Receipt(receipt.event, receipt.leaf)))


def leg_in(call: Call) -> Crossing:
    """The leg that the address names."""
    crossing = Crossing.objects.filter(declaration=by_number(call.path["number"]), leg=natural(call.path["leg"])).first()
    if crossing is None:
        raise NotFound("GEN-404")
    return crossing


def place_in_yard(call: Call) -> Reply:
    """The place of a vehicle that stands in the yard."""
    return placed(call, call.values["bay"])


def leave_place(call: Call) -> Reply:
    """The vehicle has left its place; it still stands in the yard."""
    return placed(call, "")


def placed(call: Call, bay: str) -> Reply:
    """Note the place, or that there is none."""
    crossing = leg_in(call)
    receipt = gate.give_bay(crossing.pk, bay, by=call.by, at=call.at)
    return Reply(Placed(crossing.declaration.number or "", crossing.leg, bay, Receipt(receipt.event, receipt.leaf)))


class Weighed(msgspec.Struct):
    """What the scale said of a leg; `off`: the load differs from what is declared by more than scales and packing explain."""

    number: str
    leg: int
    gross_kg: float
    tare_kg: float | None
    net_kg: float | None
    declared_kg: float | None
    off: bool


def weigh(call: Call) -> Reply:
    """What the scale says of a vehicle; its goods are judged again with their weight."""
    crossing = leg_in(call)
    row = gate.weigh(crossing.pk, **call.values, by=call.by, at=call.at)
    tare, net, declared = (float(kg) if kg is not None else None for kg in (row.tare_kg, row.net_kg, row.declared_kg))
    return Reply(Weighed(crossing.declaration.number or "", crossing.leg, float(row.gross_kg), tare, net, declared, row.off))


def bundle(call: Call) -> Reply:
    """Keys and lists for judging while the centre is silent, signed by the root key."""
    place = gate_by_code(call.query["gate"])
    if place is None:
        raise NotFound("GAT-01")
    if place.office_id not in call.by.offices:
        raise NotAllowed("GEN-403")
    return Reply(bundle_sign(bundle_at(call.at, gate=place.code, plates=True), root_key(settings.HOME / "keys")))


def lane_act(path: str, name: str, says: Words, do: Any, shape: type[msgspec.Struct], roles: frozenset[str], **more: Any) -> Endpoint:
    """An act at a lane: idempotent by the event id it carries, never slowed down."""
    return Endpoint("POST", f"gate/{path}", name, says, do, ScanAnswer, "gate", scope=SCAN, roles=roles, body=Body(shape=shape), once=BY_ID,
                    unlimited=True, **more)


def decided(path: str, name: str, says: Words, do: Any, shape: type[msgspec.Struct], **more: Any) -> Endpoint:
    """What an officer decides at a lane; sent again it is answered as it was first."""
    return lane_act(path, name, says, do, shape, OFFICER, first=answered_first, **more)


OFFICER, YARD = frozenset({"gate_officer"}), frozenset({"gate_officer", "yard_operator"})
TICK = Words("Đánh dấu của cơ quan phối hợp", "An agency's tick on a leg", "协作单位确认行程")
UNTICK = Words("Rút đánh dấu của cơ quan phối hợp", "Take an agency's tick back", "撤回协作单位确认")

WEIGH = Words("Số cân của một lượt qua", "The scale's word on a leg", "行程过磅读数")

ENDPOINTS = (
    lane_act("scans", "scan", Words("Quét thẻ tại làn", "Scan a pass at a lane", "车道扫码"), scan, ScanSent, LIVE_ROLES),
    decided("confirmations", "confirm_at_lane", Words("Công chức xác nhận nghi vấn", "An officer settles a doubt", "关员确认疑点"), confirm, ConfirmSent),
    decided("admissions", "admit_by_order", Words("Cho qua theo lệnh, hai công chức", "Admit by order, two officers", "按指令放行，双人确认"), admit,
            AdmitSent, grave=True),
    decided("turn-backs", "turn_back", Words("Cho xe quay lại", "Turn a vehicle back", "令车辆退回"), turn_back, ConfirmSent),
    decided("checks", "send_to_check", Words("Đưa xe vào kiểm tra", "Send a vehicle to a bay", "指令车辆进入查验位"), send_to_check, CheckSent),
    Endpoint("GET", "gate/bundle", "gate_bundle", Words("Danh sách ký số cho thiết bị khi mất kết nối", "Signed lists for devices without a link",
             "离线设备签名清单"), bundle, {"type": "object", "required": ["body", "signature"], "properties": {
                 "body": {"type": "object"}, "signature": {"type": "string"}}}, "gate", scope=SCAN, roles=LIVE_ROLES, query=bodies.BUNDLE_QUERY),
    Endpoint("PUT", "declarations/{number}/legs/{leg}/ticks/{agency}", "tick", TICK, tick, Ticked, "gate", scope=SCAN,
             roles=frozenset(AGENCY_ROLES.values()), body=Body(bodies.TICK), once=OPTIONAL),
    Endpoint("DELETE", "declarations/{number}/legs/{leg}/ticks/{agency}", "untick", UNTICK, untick, Ticked, "gate", scope=SCAN,
             roles=frozenset(AGENCY_ROLES.values()), once=OPTIONAL),
    Endpoint("PUT", "declarations/{number}/legs/{leg}/bay", "place_in_yard", Words("Xếp vị trí trong bãi", "Give a place in the yard", "安排场内位置"),
             place_in_yard, Placed, "gate", scope=SCAN, roles=YARD, body=Body(bodies.IN_YARD), once=OPTIONAL),
    Endpoint("DELETE", "declarations/{number}/legs/{leg}/bay", "leave_place", Words("Rời vị trí trong bãi", "Leave the place in the yard", "腾出场内位置"),
             leave_place, Placed, "gate", scope=SCAN, roles=YARD, once=OPTIONAL),
    Endpoint("POST", "declarations/{number}/legs/{leg}/weighings", "weigh", WEIGH, weigh, Weighed, "gate", scope=SCAN,
             roles=YARD, body=Body(bodies.WEIGHING), once=OPTIONAL),
)
