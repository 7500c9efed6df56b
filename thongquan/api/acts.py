"""Every step of a vehicle declaration's procedure as a verb of the API: a table of acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from thongquan.actions import crossing, dice
from thongquan.actions.crossing.intake import left_out
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.crossing import WRITE
from thongquan.api.endpoint import OPTIONAL, Body, Endpoint
from thongquan.api.shapes import Acted
from thongquan.api.showing import acted
from thongquan.core.actor import SYSTEM_ROLE
from thongquan.core.flow import Step
from thongquan.core.flows.vehicle import VEHICLE
from thongquan.core.form import Field, Form
from thongquan.core.forms import FORMS
from thongquan.core.reading import JSON
from thongquan.core.refused import Finding, RulesBroken
from thongquan.queries.crossing.machines import by_number


def submit(pk: int, *, changes: dict[str, Any] | None, **who: Any) -> crossing.Submitted:
    """Send a draft or a returned declaration, with what was mended in it."""
    if changes:
        crossing.save_draft(pk, changes, **who)
    return crossing.submit(pk, die=dice.thrown(), **who)


def correct(pk: int, *, changes: dict[str, Any], **rest: Any) -> Any:
    """Correct before acceptance."""
    return crossing.correct(pk, changes, **rest)


def amend(pk: int, *, changes: dict[str, Any], **rest: Any) -> Any:
    """Ask to change after acceptance."""
    return crossing.request_amendment(pk, changes, **rest)


def ask(pk: int, *, points: list[dict[str, str]], **rest: Any) -> Any:
    """Put a question to the declarant."""
    return crossing.ask(pk, points, **rest)


def redeclare(pk: int, *, lost: str, **who: Any) -> Any:
    """This declaration takes the place of a lost one."""
    return crossing.redeclare(pk, lost=by_number(lost).pk, **who)


@dataclass(frozen=True)
class Act:
    """A step's act, the fields of its body, and whether it takes answers of the declaration's form."""

    step: str
    act: Callable[..., Any]
    fields: tuple[Field, ...] = ()
    trip: str = ""


ACTS = (
    Act("submit", submit, (), "may_change"),
    Act("receive", crossing.receive, (bodies.VERSION,)),
    Act("ask", ask, (bodies.POINTS, bodies.VERSION)),
    Act("answer", crossing.answer_question, (bodies.ANSWER,)),
    Act("order_check", crossing.order_check, (bodies.BAY, bodies.coded("reason_code", "check"), bodies.REASON)),
    Act("record_check", crossing.record_check, (
        bodies.coded("result", "check_result"), bodies.text("remarks", "Nhận xét", "Remarks", "备注"))),
    Act("return", crossing.return_with_reasons, (bodies.REASONS, bodies.GAPS, bodies.NOTE, bodies.VERSION)),
    Act("accept", crossing.accept, (bodies.NOTE, bodies.VERSION)),
    Act("correct", correct, (bodies.VERSION,), "changes"),
    Act("amend", amend, (bodies.REASON,), "changes"),
    Act("decide_amendment", crossing.decide_amendment, (bodies.APPROVE, bodies.REASON)),
    Act("cancel", crossing.cancel),
    Act("request_cancel", crossing.request_cancel, (bodies.coded("reason_code", "cancel"), bodies.REASON)),
    Act("decide_cancel", crossing.decide_cancel, (bodies.APPROVE, bodies.REASON)),
    Act("request_extension", crossing.request_extension, (bodies.HOURS, bodies.coded("reason_code", "extension"), bodies.REASON)),
    Act("extend", crossing.decide_extension, (bodies.APPROVE, bodies.REASON)),
    Act("prolong", crossing.prolong, (bodies.UNTIL, bodies.WHY)),
    Act("liquidate", crossing.liquidate, (bodies.WHY,)),
    Act("redeclare", redeclare, (bodies.LOST,)),
    Act("hold", crossing.hold, (bodies.coded("reason_code", "hold"), bodies.REASON)),
    Act("release", crossing.release, (bodies.WHY,)),
)

#: steps that are taken by showing a pass at a lane (gate/scans), and those the law gives to the clock alone
AT_THE_LANE = frozenset({"cross_first", "cross_again", "cross_last"})
BY_THE_CLOCK = frozenset(step.name for step in VEHICLE.steps if step.by == {SYSTEM_ROLE})


def verb(step: str) -> str:
    """The last part of the address: `order_check` is `order-check`."""
    return step.replace("_", "-")


def take_step(act: Act, call: Call) -> Reply:
    """One step of one declaration, and how the declaration stands afterwards."""
    row = by_number(call.path["number"])
    wrong = [Finding("FRM-03", f"/{name}", {"example": "1"}) for name, number in call.values.items()
             if isinstance(number, int) and not isinstance(number, bool) and abs(number) > 2**31]
    if wrong:
        raise RulesBroken(wrong)
    result = act.act(row.pk, by=call.by, at=call.at, **call.values)
    row.refresh_from_db()
    unknown = left_out(FORMS[row.mode].read(call.values["changes"] or {}, language=JSON, draft=True)[1]) if act.trip else ()
    return Reply(acted(row, call, (*unknown, *getattr(result, "warnings", ()))))


def endpoint(act: Act, steps: dict[str, Step]) -> Endpoint:
    """The address of an act, from the step of the procedure it takes."""
    step = steps[act.step]
    return Endpoint(
        "POST", f"declarations/{{number}}/{verb(act.step)}", f"{act.step}_declaration", step.says, partial(take_step, act), Acted, "procedure",
        scope=WRITE, roles=step.by - {SYSTEM_ROLE}, body=Body(Form(f"{act.step}_body", act.fields), trip=act.trip), once=OPTIONAL,
        grave=step.grave)


ENDPOINTS = tuple(endpoint(act, {step.name: step for step in VEHICLE.steps}) for act in ACTS)
