"""An endpoint as a row: address, who may call it, what it takes, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from thongquan.api.call import Call, Reply
from thongquan.core.form import Form
from thongquan.core.words import Words

#: rules of endpoints that name no role
ANYONE, PERSON = frozenset({"anyone"}), frozenset({"person"})
#: how a call that changes something is kept from happening twice
REQUIRED, OPTIONAL, BY_ID = "required", "optional", "by_id"


@dataclass(frozen=True)
class Body:
    """What an endpoint takes.

    `form` are its fields. `trip` says that vehicle declarations' own form is meant: `whole` the body is
    that form, `changes` the field `changes` holds some of its answers, `may_change` it may; `goods` means the
    form of goods instead. `shape` is a fixed structure in place of a form (hot endpoints), `file` a multipart
    form with one file.
    """

    form: Form | None = None
    trip: str = ""
    shape: type[msgspec.Struct] | None = None
    file: bool = False
    goods: bool = False


@dataclass(frozen=True)
class Endpoint:
    """One act or question of the machines' door. `scope` empty means that no key is needed.

    `grave` asks for the One-Time-Code of the key's person. `first` finds the answer that an act which is once by its own id
    has given before; such a call needs no code again.
    """

    method: str
    path: str
    name: str
    says: Words
    do: Callable[[Call], Reply]
    answer: type[msgspec.Struct] | dict[str, Any]
    subject: str
    scope: str = ""
    roles: frozenset[str] = PERSON
    body: Body | None = None
    query: Form | None = None
    status: tuple[int, ...] = (200,)
    once: str = ""
    grave: bool = False
    first: Callable[[Call], Reply | None] | None = None
    unlimited: bool = False

    @property
    def allowed_roles(self) -> frozenset[str]:
        """What the permission matrix reads."""
        return self.roles if self.scope else ANYONE
