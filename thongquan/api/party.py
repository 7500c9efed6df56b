"""A company's registers for machines: its drivers, and its vehicles, trailers and vessels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from thongquan.actions import party as acts
from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.crossing import READ, USUAL, WRITE, between, page_after, party_of
from thongquan.api.endpoint import OPTIONAL, REQUIRED, Body, Endpoint
from thongquan.api.shapes import Entries, Entry
from thongquan.api.showing import receipt
from thongquan.core.actor import DECLARING
from thongquan.core.digits import natural
from thongquan.core.form import Form
from thongquan.core.forms.registers import CRAFT, DRIVER
from thongquan.core.refused import NotFound
from thongquan.core.words import Words
from thongquan.queries import party as asked
from thongquan.queries.crossing.machines import MOST


@dataclass(frozen=True)
class Register:
    """One register: its address, its form, how its rows are found and shown, entered, let go and taken up again."""

    path: str
    one: str
    many: Words
    form: Form
    rows: Callable[..., Sequence[Any]]
    answers: Callable[[Any], dict[str, Any]]
    enter: Callable[..., Any]
    retire: Callable[..., None]
    revive: Callable[..., None]

    def shown(self, row: Any, call: Call, *, acted: bool = True) -> Entry:
        """An entry as it travels, with what this call wrote about it."""
        return Entry(row.pk, row.active, self.form.write(self.answers(row)), receipt(row._meta.db_table, row.pk, call) if acted else None)


def entry_in(register: Register, call: Call) -> Any:
    """The entry of the address, when it is this party's."""
    pk = natural(call.path["entry"])
    row = next((row for row in register.rows(party_of(call), retired=True) if row.pk == pk), None)
    if row is None:
        raise NotFound("GEN-404")
    return row


def listed(register: Register, call: Call) -> Reply:
    """The entries of the declarant, those that were let go too."""
    after = page_after(call.query.get("after", "")) or 0
    limit = between(call.query.get("limit", USUAL), "/limit", 1, MOST)
    rows = sorted((row for row in register.rows(party_of(call), retired=True) if row.pk > after), key=lambda row: int(row.pk))
    page = rows[:limit]
    return Reply(Entries([register.shown(row, call, acted=False) for row in page], str(page[-1].pk) if len(rows) > limit else None))


def add(register: Register, call: Call) -> Reply:
    """A new entry; what the form leaves empty stays empty."""
    row = register.enter(party_of(call), call.values, by=call.by, at=call.at)
    return Reply(register.shown(row, call), 201, {"Location": f"/api/v1/{register.path}/{row.pk}"})


def correct(register: Register, call: Call) -> Reply:
    """The whole entry anew: what is not sent is emptied."""
    row = register.enter(party_of(call), call.values, entry_in(register, call).pk, by=call.by, at=call.at)
    return Reply(register.shown(row, call))


def let_go(register: Register, call: Call) -> Reply:
    """No longer offered in forms; declarations keep what they were made with."""
    return switched(register, call, register.retire)


def take_up(register: Register, call: Call) -> Reply:
    """Offered in forms again."""
    return switched(register, call, register.revive)


def switched(register: Register, call: Call, act: Callable[..., None]) -> Reply:
    """Let an entry go, or take it up again."""
    row = entry_in(register, call)
    act(row.pk, by=call.by, at=call.at)
    row.refresh_from_db()
    return Reply(register.shown(row, call))


#: how a language parts an act from what it is done to
SIGNS = {"vi": ": ", "en": ": ", "zh": "："}
REGISTERS = (
    Register("drivers", "driver", Words("người điều khiển", "drivers", "驾驶员"), DRIVER, asked.drivers, asked.driver_answers, acts.enter_driver,
             acts.retire_driver, acts.revive_driver),
    Register("craft", "craft", Words("phương tiện, rơ moóc, tàu thuyền", "vehicles, trailers, vessels", "车辆、挂车、船舶"), CRAFT, asked.craft,
             asked.craft_answers, acts.enter_craft, acts.retire_craft, acts.revive_craft),
)


def _rows(register: Register) -> tuple[Endpoint, ...]:
    def row(method: str, path: str, name: str, says: Words, do: Callable[[Register, Call], Reply], answer: Any = Entry, **rest: Any) -> Endpoint:
        both = (f"{says.say(language)}{sign}{register.many.say(language)}" for language, sign in SIGNS.items())
        return Endpoint(method, f"{register.path}{path}", name, Words(*both), partial(do, register), answer, "party",
                        **{"scope": WRITE, "roles": DECLARING, "query": bodies.OF_WHOM, "once": OPTIONAL, **rest})

    one, form = register.one, Body(register.form)
    return (
        row("GET", "", f"list_{register.path}", Words("Sổ", "Register", "登记册"), listed, Entries, scope=READ, query=bodies.ENTRIES, once=""),
        row("POST", "", f"add_{one}", Words("Thêm vào sổ", "Add to the register", "新增"), add, body=form, status=(201,), once=REQUIRED),
        row("PUT", "/{entry}", f"correct_{one}", Words("Sửa trong sổ", "Correct in the register", "更正"), correct, body=form),
        row("DELETE", "/{entry}", f"let_{one}_go", Words("Không dùng nữa", "Let go", "停用"), let_go),
        row("POST", "/{entry}/revive", f"revive_{one}", Words("Dùng lại", "Take up again", "恢复使用"), take_up),
    )


ENDPOINTS = tuple(endpoint for register in REGISTERS for endpoint in _rows(register))
