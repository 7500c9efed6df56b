"""Documents entered by hand: keyed, scanned, verified, revoked, lapsed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from thongquan.actions.document.keeping import show_to
from thongquan.actions.licence.checks import settle_checks
from thongquan.actions.licence.lines import bring_lines
from thongquan.actions.licence.message import tell_revoked
from thongquan.actions.licence.rows import agency_of, holder_of, kept, locked, one_locked, settle_state, unit_of
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.core.actor import Actor
from thongquan.core.flows.licence import LICENCE, LIVE
from thongquan.core.licence import number_key
from thongquan.core.licence_message import GrantedLine
from thongquan.core.numbers import squeeze
from thongquan.core.refused import Conflict, Finding, NotAllowed, Refused, RulesBroken
from thongquan.core.rule import local_day
from thongquan.models import Licence, Party
from thongquan.queries.access import officers_of
from thongquan.queries.scope import everywhere


def key_in(values: Mapping[str, Any], *, by: Actor, at: datetime) -> Licence:
    """A ministry's officer keys the paper his agency has issued (form `core/forms/licence.py`).

    It counts like a message at once; `late` is noted when the paper is older than today. A trader's scan with the same
    number becomes the true document. LIC-12 when it is already there.
    """
    if not by.is_any("ministry"):
        raise NotAllowed("GEN-403")
    agency = agency_of(values.get("kind") or "")
    unit = unit_of(agency)
    if unit.pk not in by.offices:
        raise Refused("LIC-16", "/kind")
    lines = _lines(values, at)
    with everywhere():
        row = _entered(values, source="inbox", state="issued", unit_id=unit.pk, agency=agency, by=by, at=at)
        row.late = row.issued_on is not None and row.issued_on < local_day(at)
        _, told = bring_lines(row, lines)
        settle_state(row, local_day(at))
        record("licence.key_in", kept(row, at), *told, by=by, at=at, facts={"number": row.number, "kind": row.kind, "late": row.late})
        settle_checks(row, by=by, at=at)
        return row


def register_scan(values: Mapping[str, Any], *, party_id: int, document_id: int | None, by: Actor, at: datetime) -> Licence:
    """A trader brings the scan of a paper that no agency has sent: known as a scan only, until somebody verifies it.

    Its agency is told. One that was refused may be brought again; LIC-12 for any other that is there.
    """
    if not by.acts_for(party_id):
        raise NotAllowed("ACC-02")
    agency = agency_of(values.get("kind") or "")
    lines = _lines(values, at)
    if not show_to(document_id, party_id, [unit_of(agency).pk]):
        raise Refused("LIC-18", "/file")
    with everywhere():
        holder = Party.objects.get(pk=party_id)
        told = {**values, "holder_tax_id": holder.tax_id, "holder_name": holder.name}
        row = _entered(told, source="scan", state="scanned_only", unit_id=unit_of(agency).pk, agency=agency, by=by, at=at)
        row.document_id, row.reason = document_id, ""
        _, brought = bring_lines(row, lines)
        record("licence.scan", kept(row, at), *brought, by=by, at=at, facts={"number": row.number, "kind": row.kind, "document": document_id})
        for officer in officers_of((row.unit_id,), local_day(at), "ministry"):
            tell(None, "licence_scan_waits", {"number": row.number, "holder": holder.name}, user_id=officer.pk, link=f"/ministry/{row.pk}/")
        return row


def _lines(values: Mapping[str, Any], at: datetime) -> list[GrantedLine]:
    """The goods of the form, judged; RulesBroken with a pointer to each mistake."""
    broken: list[Finding] = []
    rows = list(values.get("lines") or ())
    if not rows:
        broken.append(Finding("LIC-14", "/lines"))
    for n, row in enumerate(rows):
        hs = str(row.get("hs") or "").replace(".", "")
        if not (hs.isascii() and hs.isdigit() and 2 <= len(hs) <= 8):
            broken.append(Finding("LIC-17", f"/lines/{n}/hs"))
        if not row.get("unit") or row.get("quantity") is None or Decimal(row["quantity"]) <= 0:
            broken.append(Finding("LIC-15", f"/lines/{n}/quantity"))
    issued, until = values.get("issued_on"), values.get("valid_until")
    if issued and issued > local_day(at):
        broken.append(Finding("LIC-13", "/issued_on"))
    if issued and until and until < issued:
        broken.append(Finding("ACC-11", "/valid_until"))
    if broken:
        raise RulesBroken(broken)
    return [GrantedLine(n, str(row["hs"]).replace(".", ""), str(row.get("words") or ""), Decimal(row["quantity"]), row["unit"],
                        str(row.get("origin") or "").upper()) for n, row in enumerate(rows, 1)]


def _entered(values: Mapping[str, Any], *, source: str, state: str, unit_id: int, agency: str, by: Actor, at: datetime) -> Licence:
    """The row, new or a scan that turns true; LIC-12 for a number that is taken."""
    number = str(values.get("number") or "").strip().upper()
    key = (str(values["kind"]), number_key(number))
    if not key[1]:
        raise Refused("FRM-01", "/number")
    row = locked({key}).get(key)
    if row is None:
        row = Licence(kind=key[0], number_key=key[1], entered_at=at)
    elif row.state not in (("refused",) if source == "scan" else ("scanned_only", "refused")):
        raise Refused("LIC-12", "/number")
    tax_id = squeeze(str(values.get("holder_tax_id") or ""))
    holder = holder_of(tax_id)
    row.unit_id, row.agency, row.number, row.source, row.state = unit_id, agency, number, source, state
    row.holder, row.holder_tax_id = holder, tax_id
    row.holder_name = str(values.get("holder_name") or "") or (holder.name if holder else "")
    row.direction = str(values.get("direction") or "")
    row.issued_on, row.valid_until = values.get("issued_on"), values.get("valid_until")
    row.entered_by, row.changed_at, row.gone_at = by.id, at, None
    row.sha256 = hashlib.sha256(repr(sorted((k, str(v)) for k, v in values.items())).encode()).hexdigest()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise Refused("LIC-12", "/number") from twice
    return row


def verify_scan(pk: int, *, agrees: bool, reason: str = "", by: Actor, at: datetime) -> Licence:
    """Somebody has asked the agency, or is the agency: the scan is true, or it is refused with a reason."""
    with_reason = reason.strip()
    if not agrees and not with_reason:
        raise Refused("REQ-04", "/reason")
    row = one_locked(pk)
    row.state = LICENCE.take("verify" if agrees else "refuse", row.state, by.roles)
    row.reason = with_reason
    with everywhere():
        record("licence.verify" if agrees else "licence.refuse", kept(row, at), by=by, at=at, reason=with_reason, facts={"number": row.number})
        if row.holder_id:
            tell(row.holder_id, "licence_scan_true" if agrees else "licence_scan_refused", {"number": row.number, "reason": with_reason},
                 link="/trade/goods/licences/")
        settle_checks(row, by=by, at=at)
    return row


def revoke(pk: int, *, reason: str, by: Actor, at: datetime) -> Licence:
    """The agency takes its document back; what was written off stays. It counts as the next version of the document."""
    if not by.is_any("ministry"):
        raise NotAllowed("GEN-403")
    if not reason.strip():
        raise Refused("REQ-04", "/reason")
    row = one_locked(pk)
    if row.unit_id not in by.offices:
        raise NotAllowed("GEN-403")
    row.state = LICENCE.take("revoke", row.state, by.roles)
    row.reason, row.object_version = reason.strip(), row.object_version + 1
    with everywhere():
        record("licence.revoke", kept(row, at), by=by, at=at, reason=row.reason, facts={"number": row.number})
        tell_revoked(row)
        settle_checks(row, by=by, at=at)
    return row


def lapse(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """Every document past its last day is expired; how many. The reach is the clock's."""
    if not by.is_any("system"):
        raise Conflict("GEN-409")
    rows = Licence.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        valid_until__lt=local_day(at), state__in=LIVE).order_by("id")[:limit]
    ended = 0
    for row in rows:
        row.state = LICENCE.take("expire", row.state, by.roles)
        record("licence.expire", kept(row, at), by=by, at=at, facts={"number": row.number})
        ended += 1
    return ended
