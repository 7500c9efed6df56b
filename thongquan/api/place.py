"""Gates for machines: paused and taken up again, their hours by day and week, their lanes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from thongquan.actions import place
from thongquan.actions.crossing import replan
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import OPTIONAL, REQUIRED, Body, Endpoint
from thongquan.api.gate_shapes import GateActed
from thongquan.api.reference import gate_told
from thongquan.api.showing import receipt
from thongquan.core.digits import natural
from thongquan.core.forms.office import GATE_DAY, GATE_END, GATE_WEEK, day_typed, week_typed
from thongquan.core.refused import NotFound
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.models import Gate, GateDay, Lane
from thongquan.queries.place import gates

RUN = "gate:run"
CREW, HEADS = frozenset(place.CREW), frozenset(place.HEADS)
NOBODY = replan.Replanned(0, 0)


def gate_in(call: Call) -> Gate:
    """The active gate of the address, with its lanes and its coming days."""
    row = gates().prefetch_related("lanes", "days").filter(code=call.path["gate"]).first()
    if row is None:
        raise NotFound("GEN-404")
    return row


def lane_in(call: Call) -> Lane:
    """The lane of the address."""
    lane = Lane.objects.filter(gate=gate_in(call), number=natural(call.path["lane"])).first()
    if lane is None:
        raise NotFound("GEN-404")
    return lane


def day_in(call: Call) -> date:
    """The day of the address."""
    try:
        return date.fromisoformat(call.path["day"])
    except ValueError:
        raise NotFound("GEN-404") from None


def acted(call: Call, told: replan.Replanned = NOBODY, *, of: tuple[str, int] | None = None, status: int = 200) -> Reply:
    """The gate as the act has left it; `of` is what the act was written about, where that is not the gate."""
    row = gate_in(call)
    shown = gate_told(row, call.language, local_day(call.at))
    return Reply(GateActed(**shown, told=told.told, prolonged=told.prolonged, receipt=receipt(*(of or ("gate", row.pk)), call)), status)


# ---- stands still, goes on ---------------------------------------------------------------------------------


def pause(call: Call) -> Reply:
    """The gate takes no vehicle now; everyone expected is told, places in the queue stay."""
    return acted(call, replan.pause(gate_in(call).pk, **call.values, by=call.by, at=call.at)[1])


def resume(call: Call) -> Reply:
    """The gate takes vehicles again; the time that was lost is added to the passes that waited."""
    return acted(call, replan.resume(gate_in(call).pk, by=call.by, at=call.at)[1])


# ---- hours -------------------------------------------------------------------------------------------------


def announce_day(call: Call) -> Reply:
    """Other hours on one day, or none: whoever planned to come is told, his pass stays valid."""
    opens, closes = day_typed(call.values)
    row, told = replan.announce_day(gate_in(call).pk, call.values["day"], opens=opens, closes=closes, reason=call.values["reason"],
                                    by=call.by, at=call.at)
    return acted(call, told, of=("gate_day", row.pk))


def clear_day(call: Call) -> Reply:
    """Back to the usual hours on a day."""
    row = GateDay.objects.filter(gate=gate_in(call), day=day_in(call)).first()
    if row is None:
        raise NotFound("GEN-404")
    place.clear_day(row.pk, by=call.by, at=call.at)
    return acted(call)


def change_week(call: Call) -> Reply:
    """Other hours of every weekday from a day on; whoever is expected at an hour that closes is told."""
    _gate, told = replan.change_week(gate_in(call).pk, call.values["since"], week_typed(call.values), reason=call.values["reason"],
                                     by=call.by, at=call.at)
    return acted(call, told)


def withdraw_week(call: Call) -> Reply:
    """Hours that were announced for later do not come; whoever planned by them is told."""
    return acted(call, replan.withdraw_week(gate_in(call).pk, day_in(call), reason="withdrawn", by=call.by, at=call.at)[1])


def close_gate(call: Call) -> Reply:
    """The gate is closed for good from a day on: whoever is to pass it later is told and asked to choose another."""
    gate, told = replan.close_gate(gate_in(call).pk, call.values["since"], reason=call.values["reason"], by=call.by, at=call.at)
    return acted(call, told, of=("gate", gate.pk))


def keep_gate(call: Call) -> Reply:
    """The closing that was announced does not come; whoever was told of it is told."""
    return acted(call, replan.keep_gate(gate_in(call).pk, **call.values, by=call.by, at=call.at)[1])


# ---- lanes -------------------------------------------------------------------------------------------------


def open_lane(call: Call) -> Reply:
    """The lane takes vehicles again."""
    return turned(call, place.open_lane)


def close_lane(call: Call) -> Reply:
    """The lane takes nobody, for a reason that everyone at the gate reads."""
    return turned(call, place.close_lane)


def turned(call: Call, act: Callable[..., Lane]) -> Reply:
    """Open or close one lane."""
    lane = act(lane_in(call).pk, **call.values, by=call.by, at=call.at)
    return acted(call, of=("lane", lane.pk))


def add_lane(call: Call) -> Reply:
    """A new lane under the next free number; it takes nobody until it is opened."""
    place.add_lane(gate_in(call).pk, **call.values, by=call.by, at=call.at)
    return acted(call, status=201)


def change_lane(call: Call) -> Reply:
    """The lane serves another way."""
    place.change_lane(lane_in(call).pk, **call.values, by=call.by, at=call.at)
    return acted(call)


def retire_lane(call: Call) -> Reply:
    """The lane is closed for good."""
    place.retire_lane(lane_in(call).pk, **call.values, by=call.by, at=call.at)
    return acted(call)


def _row(method: str, path: str, name: str, says: Words, do: Callable[[Call], Reply], roles: frozenset[str], **more: Any) -> Endpoint:
    return Endpoint(method, f"gates/{{gate}}/{path}", name, says, do, GateActed, "place", scope=RUN, roles=roles, **{"once": OPTIONAL, **more})


WHY, SERVES = Body(bodies.WHY_ALONE), Body(bodies.SERVES)

ENDPOINTS = (
    _row("POST", "pause", "pause_gate", Words("Tạm dừng cửa khẩu", "Pause a gate", "暂停口岸"), pause, CREW, body=WHY),
    _row("POST", "resume", "resume_gate", Words("Mở lại cửa khẩu", "Open a gate again", "恢复口岸"), resume, CREW),
    _row("POST", "days", "announce_gate_day", Words("Báo giờ của một ngày", "Announce the hours of one day", "公布单日时间"), announce_day, HEADS,
         body=Body(GATE_DAY)),
    _row("DELETE", "days/{day}", "clear_gate_day", Words("Trở lại giờ thường lệ", "Back to the usual hours", "恢复常规时间"), clear_day, HEADS),
    _row("POST", "weeks", "change_gate_week", Words("Đổi giờ trong tuần từ một ngày", "Change the week's hours from a day on", "自某日起调整每周时间"),
         change_week, HEADS, body=Body(GATE_WEEK)),
    _row("DELETE", "weeks/{day}", "withdraw_gate_week", Words("Rút giờ đã báo trước", "Withdraw announced hours", "撤回已公布的时间"), withdraw_week, HEADS),
    _row("POST", "close", "close_gate", Words("Đóng hẳn cửa khẩu từ một ngày", "Close a gate for good from a day on", "自某日起永久关闭口岸"),
         close_gate, HEADS, body=Body(GATE_END), grave=True),
    _row("POST", "keep", "keep_gate", Words("Rút việc đóng hẳn cửa khẩu", "Withdraw the closing of a gate", "撤回永久关闭口岸"), keep_gate, HEADS,
         body=WHY, grave=True),
    _row("POST", "lanes", "add_lane", Words("Thêm làn", "Add a lane", "增设车道"), add_lane, HEADS, body=SERVES, status=(201,), once=REQUIRED),
    _row("PUT", "lanes/{lane}", "change_lane", Words("Đổi công dụng của làn", "Change what a lane serves", "变更车道用途"), change_lane, HEADS, body=SERVES),
    _row("POST", "lanes/{lane}/open", "open_lane", Words("Mở làn", "Open a lane", "开放车道"), open_lane, CREW),
    _row("POST", "lanes/{lane}/close", "close_lane", Words("Đóng làn", "Close a lane", "关闭车道"), close_lane, CREW, body=WHY),
    _row("POST", "lanes/{lane}/retire", "retire_lane", Words("Bỏ hẳn làn", "Close a lane for good", "永久关闭车道"), retire_lane, HEADS, body=WHY),
)
