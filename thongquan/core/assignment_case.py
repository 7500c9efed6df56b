"""From a declaration as registered to a case that needs an officer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from thongquan.core.assignment_rule import KINDS
from thongquan.core.canonical import canonical
from thongquan.core.goods import PERISHABLE_CHAPTERS
from thongquan.core.numbers import squeeze

MANY_ORIGINS = 3


@dataclass(frozen=True)
class Request:
    """A case that needs an officer; parties and people by their numbers.

    `unit_id` is the team in charge; `digest` the SHA-256 of the content as registered, `revision` which content;
    `vehicle` and `goods` make the sticky key; `own_act` names officers who declared it for the trader.
    """

    declaration_id: int
    kind: str
    unit_id: int
    trader_id: int
    digest: str
    revision: int = 1
    type_code: str = ""
    headings: tuple[str, ...] = ()
    territory: str = ""
    field: str = ""
    lines: int = 1
    supplements: tuple[str, ...] = ()
    vehicle: str = ""
    goods: tuple[str, ...] = ()
    own_act: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no such work: {self.kind}")

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Request:
        """From its stored form."""
        return cls(**{**body, **{name: tuple(body[name]) for name in ("headings", "supplements", "goods", "own_act")}})

    def body(self) -> dict[str, Any]:
        """As stored with the task."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}


def content_digest(number: str, revision: int, body: Mapping[str, Any]) -> str:
    """SHA-256 of what was declared: whoever holds the declaration can make it again."""
    return hashlib.sha256(canonical({"body": _plain(body), "number": number, "revision": revision})).hexdigest()


def _plain(value: Any) -> Any:
    """Numbers with a point as text: canonical JSON here knows whole numbers only."""
    if isinstance(value, Mapping):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return repr(value) if isinstance(value, float) else value


def supplements_of(body: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What makes a declaration heavier than its number of lines."""
    found = {
        "permit": bool(body.get("permits")) or any(line.get("permits") for line in lines),
        "preference": any(line.get("preference") for line in lines), "quota": any(line.get("quota") for line in lines),
        "related": bool(body.get("related")), "exemption": any(line.get("exemption") for line in lines),
        "many_origins": len({line["origin"] for line in lines if line.get("origin")}) >= MANY_ORIGINS,
        "perishable": any(_hs(line)[:2] in PERISHABLE_CHAPTERS for line in lines),
    }
    return tuple(name for name, holds in found.items() if holds)


def request_from(
    body: Mapping[str, Any], *, declaration_id: int, number: str, revision: int, kind: str, unit_id: int, trader_id: int, type_code: str,
    territory: str, own_act: Sequence[int] = (),
) -> Request:
    """The request for an officer, from the form as registered. The field is the mode of transport.

    What is withdrawn and lodged again is known by its vehicle: the conveyance, else containers, else bills of lading.
    """
    lines = [line for line in body.get("lines") or () if isinstance(line, Mapping)]
    codes = sorted({_hs(line) for line in lines} - {""})
    carried = squeeze(str(body.get("conveyance") or "")) or _joined(body.get("containers")) or _joined(body.get("bills"))
    return Request(
        declaration_id, kind, unit_id, trader_id, content_digest(number, revision, body), revision, type_code,
        tuple(sorted({code[:4] for code in codes})), territory, str(body.get("mode") or ""), max(len(lines), 1), supplements_of(body, lines),
        carried, tuple(codes), tuple(own_act))


def _hs(line: Mapping[str, Any]) -> str:
    return str(line.get("hs") or "").replace(".", "")


def _joined(values: Any) -> str:
    """Several numbers as one, whatever their order; rows of a table count by their number."""
    if not isinstance(values, list | tuple):
        return ""
    texts = (str(v.get("number") or "") if isinstance(v, Mapping) else str(v or "") for v in values)
    return "+".join(sorted(squeeze(text) for text in texts if text))
