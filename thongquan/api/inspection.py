"""The appointment of an inspection for machines: when, where, and another time."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions import inspection
from thongquan.api.call import Call, Reply
from thongquan.api.crossing import READ, WRITE
from thongquan.api.declaration import DECLARES
from thongquan.api.endpoint import OPTIONAL, Body, Endpoint
from thongquan.api.goods_shapes import Appointment
from thongquan.api.shapes import Receipt
from thongquan.api.showing import receipt
from thongquan.catalog.goods_reasons import RESCHEDULE_REASONS
from thongquan.catalog.law import LAW
from thongquan.core.form import Choice, Field, Form
from thongquan.core.reading import VIETNAM
from thongquan.core.refused import Conflict, NotFound
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.models import InspectionOrder, InspectionSite
from thongquan.queries.declaration.machines import by_number
from thongquan.queries.inspection import free_slots, order_of

MOVE = Form("another_appointment", (
    Field("slot_at", "moment", Words("Giờ hẹn khác, lấy trong `slots`", "Another time, one of `slots`", "另一时间（取自slots）"), required=True),
    Field("reason_code", "choice", Words("Mã lý do", "Coded reason", "理由代码"), required=True,
          choices=tuple(Choice(code, words) for code, words in RESCHEDULE_REASONS.items())),
))


def one(call: Call) -> Reply:
    """The appointment, with the free times it may be moved to."""
    order = order_of(by_number(call.path["number"]))
    if order is None:
        raise NotFound("GEN-404")
    return Reply(shown(order, call))


def move(call: Call) -> Reply:
    """Another time for the inspection, one of those that are free."""
    order = order_of(by_number(call.path["number"]))
    if order is None:
        raise Conflict("INS-90")
    moved = inspection.reschedule(order.pk, **call.values, by=call.by, at=call.at)
    return Reply(shown(moved, call, receipt("inspection", moved.pk, call)))


def shown(order: InspectionOrder, call: Call, written: Receipt | None = None) -> Appointment:
    """An appointment as its declarant reads it."""
    left = max(0, int(LAW.value("inspection.reschedules", on=local_day(call.at))) - order.rescheduled)
    site = order.site
    return Appointment(order.declaration.number or "", order.state, site.code if site else None, name_of(site, call.language), local(order.slot_at), order.bay,
                       left if movable(order) else 0, slots_of(order, call.at) if left and movable(order) else [], written)


def name_of(site: InspectionSite | None, language: str) -> str:
    """The place in a language, in Vietnamese when it has no name there."""
    return (getattr(site, f"name_{language}") or site.name_vi) if site else ""


def local(at: datetime | None) -> datetime | None:
    """A time of the place's own clock, as the free ones are written."""
    return at and at.astimezone(VIETNAM)


def movable(order: InspectionOrder) -> bool:
    """Whether nobody has begun, at a place that has a timetable."""
    return order.state == "ordered" and order.site is not None


def slots_of(order: InspectionOrder, at: datetime) -> list[datetime]:
    """The free beginnings at its place."""
    return [slot.at for slot in free_slots(order.site, at) if slot.at != order.slot_at] if order.site else []


ENDPOINTS = (
    Endpoint("GET", "goods/{number}/appointment", "get_appointment", Words("Lịch hẹn kiểm tra hàng hóa", "The inspection's appointment", "查验预约"), one,
             Appointment, "goods", scope=READ, roles=DECLARES),
    Endpoint("POST", "goods/{number}/appointment", "move_appointment", Words("Xin giờ kiểm tra khác", "Ask for another inspection time", "改约查验时间"),
             move, Appointment, "goods", scope=WRITE, roles=DECLARES, body=Body(MOVE), once=OPTIONAL),
)
