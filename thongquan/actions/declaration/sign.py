"""Signing a goods declaration: who, when, by what proof, and the digest of what is signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thongquan.actions.declaration.register import Registered, entered
from thongquan.actions.goods import locked, mandated, save
from thongquan.actions.trail import Receipt, record
from thongquan.core.actor import Actor
from thongquan.core.canonical import canonical
from thongquan.core.refused import Conflict, Refused
from thongquan.models import GoodsDeclaration

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
    if method not in METHODS:
        raise Refused("FRM-04", "/method")
    declaration = locked(pk, version)
    mandated(declaration.declarant_id, "sign", by)
    if declaration.state != "draft":
        raise Conflict("CHG-03")
    declaration.signature = {"by": by.id, "at": at.isoformat(), "sha256": digest_of(declaration.body), "method": method}
    declaration.signed_at = at
    save(declaration)
    receipt = record("goods.sign", declaration, by=by, at=at, facts={"sha256": declaration.signature["sha256"], "method": method})
    return declaration, receipt


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
    declaration.digest = receipt.after  # type: ignore[attr-defined]  # as it stands now, which is before the next act
    return entered(declaration, by=by, at=at, die=die)
