"""Signing a goods declaration: who, when, by what proof, and the digest of what is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thongquan.actions.declaration.draft import drawn_up
from thongquan.actions.declaration.register import Read, Registered, entered
from thongquan.actions.goods import begin, locked, mandated, save
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.canonical import canonical
from thongquan.core.forms import GOODS_FORMS
from thongquan.core.reading import JSON
from thongquan.core.refused import Conflict, Refused
from thongquan.core.rule import local_day
from thongquan.models import GoodsDeclaration
from thongquan.queries.declaration.facts import form_of

#: how a person proves that it is he: a code of his app or key, his password, his machine's key, a tick in the demo
METHODS = ("second_factor", "password", "api_key", "demo")


def digest_of(body: Mapping[str, Any]) -> str:
    """SHA-256, hexadecimal, of the canonical form of a declaration's answers; numbers are signed as they are written."""
    return hashlib.sha256(canonical(_written(body))).hexdigest()


def _written(value: Any) -> Any:
    """The same value without floats: a number with decimals is its shortest text."""
    if isinstance(value, Mapping):
        return {str(name): _written(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    return repr(value) if isinstance(value, float) else value


def sign(pk: int, *, method: str, by: Actor, at: datetime, version: int | None = None) -> tuple[GoodsDeclaration, Receipt]:
    """Sign a draft as it stands. Whatever changes afterwards is no longer signed (see `holds`)."""
    declaration = locked(pk, version)
    if declaration.state != "draft":
        raise Conflict("CHG-03")
    put_name(declaration, method=method, by=by, at=at)
    return save(declaration), told(declaration, by=by, at=at)


def put_name(declaration: GoodsDeclaration, *, method: str, by: Actor, at: datetime) -> None:
    """Who signs which answers; the row is not yet saved."""
    if method not in METHODS:
        raise Refused("FRM-04", "/method")
    mandated(declaration.declarant_id, "sign", by)
    declaration.signature = {"by": by.id, "at": at.isoformat(), "sha256": digest_of(declaration.body), "method": method}
    declaration.signed_at = at


def told(declaration: GoodsDeclaration, *, by: Actor, at: datetime) -> Receipt:
    """The signature on the record."""
    signed = declaration.signature
    return record("goods.sign", declaration, by=by, at=at, facts={"sha256": signed["sha256"], "method": signed["method"]})


def holds(declaration: GoodsDeclaration) -> bool:
    """Whether the signature on a declaration that was not split is of the answers that stand there now."""
    return bool(declaration.signature) and declaration.signature.get("sha256") == digest_of(declaration.body)


def sign_and_register(
    pk: int, *, method: str, by: Actor, at: datetime, die: int, version: int | None = None,
) -> tuple[Registered, ...]:
    """Sign and register in one act: numbers at once, or nothing of it happened (RulesBroken).

    The parts of a long declaration carry the signature of the whole.
    """
    declaration, receipt = sign(pk, method=method, by=by, at=at, version=version)
    vars(declaration)["digest"] = receipt.after  # as it stands now, which is before the next act
    return entered(declaration, by=by, at=at, die=die)


def declare(
    values: Mapping[str, Any], *, method: str, by: Actor, at: datetime, die: int, declarant_id: int, direction: str = "import",
    agent_id: int | None = None, source: str = "web",
) -> tuple[Registered, ...]:
    """Draw up, sign and register in one act, as machines do: the answers are read once, as they count on the day.

    Raises RulesBroken with every blocking finding, also for an answer that cannot be read; then nothing is kept.
    """
    read = Read(*form_of(direction).read(values, language=JSON, on=local_day(at))) if direction in GOODS_FORMS else None
    declaration = drawn_up(read.values if read else {}, declarant_id=declarant_id, by=by, at=at, direction=direction, agent_id=agent_id, source=source)
    put_name(declaration, method=method, by=by, at=at)
    begin(declaration)
    vars(declaration)["digest"] = told(declaration, by=by, at=at).after
    return entered(declaration, by=by, at=at, die=die, read=read)
