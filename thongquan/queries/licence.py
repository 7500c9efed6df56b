"""Questions about ministries' documents: balances, uses, holds, messages, links."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from thongquan.catalog.ministries import MINISTRIES, WINDOW
from thongquan.core.circuit import Circuit
from thongquan.core.flows.licence import LIVE
from thongquan.core.licence import number_key
from thongquan.models import AgencyLink, GoodsDeclaration, InboxMessage, Licence, LicenceCheck, LicenceLine, OutboxMessage, Unit, WriteOff
from thongquan.queries.hot import asked

#: goods still wait for an agency's answer, or because it differed and nobody has mended that
WAITS = "exists (select 1 from licence_check where declaration_id = %(id)s and mode = 'wait' and (settled_at is null or outcome = 'differs'))"
#: outcomes after which nothing of a check changes any more
ENDED = ("matched", "mended", "withdrawn", "cancelled")
#: declarations that use no document any more
FALLEN = ("returned", "cancelled")
STANDING = """
select coalesce((select jsonb_agg(distinct jsonb_build_array(l.kind, l.number_key)) from write_off w join licence_line n on n.id = w.line_id
        join licence l on l.id = n.licence_id where w.declaration_id = %(declaration)s and w.restored_at is null), '[]')::text,
    exists (select 1 from licence_check c where c.declaration_id = %(declaration)s and not (c.outcome = any(%(ended)s)))
"""


def silent(agency: str) -> bool:
    """Whether nothing can be learned from this agency now: its own link is down, or the single window is."""
    return AgencyLink.objects.filter(agency__in=(agency, WINDOW), state="down").exists()


def links() -> list[AgencyLink]:
    """How every known link stands, those that are down first."""
    return list(AgencyLink.objects.order_by("state", "agency"))


def circuit_of(agency: str) -> Circuit:
    """The circuit breaker of a link."""
    row = AgencyLink.objects.filter(agency=agency).first()
    return Circuit(row.failures, row.open_until) if row else Circuit()


def cursor_of(agency: str) -> str:
    """How far this partner's messages are read."""
    return AgencyLink.objects.filter(agency=agency).values_list("cursor", flat=True).first() or ""


def _listed() -> QuerySet[Licence]:
    return Licence.objects.select_related("holder", "unit").prefetch_related(Prefetch("lines", LicenceLine.objects.order_by("number")))


def licences(
    *, units: Iterable[int] | None = None, parties: Iterable[int] | None = None, text: str = "", states: Iterable[str] = (), limit: int = 500,
) -> list[Licence]:
    """Documents within the asker's reach with their lines, newest first; of some agencies, some holders, by words of number or holder."""
    rows = _listed().order_by("-id")
    if units is not None:
        rows = rows.filter(unit_id__in=list(units))
    if parties is not None:
        rows = rows.filter(holder_id__in=list(parties))
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    if text.strip():
        key = number_key(text)
        rows = rows.filter(Q(number_key__icontains=key) | Q(holder_tax_id__icontains=key) | Q(holder_name__icontains=text.strip()))
    return list(rows[:limit])


def licence(pk: int) -> Licence | None:
    """One document with its lines, as far as the asker sees it."""
    return _listed().filter(pk=pk).first()


def balance(kind: str, number: str) -> Licence | None:
    """A document by its kind and number, with lines (`quantity`, `used`), as far as the asker sees it."""
    return _listed().filter(kind=kind, number_key=number_key(number)).first()


def uses(licence_id: int) -> list[WriteOff]:
    """Every use of a document and what came back, newest first."""
    return list(WriteOff.objects.filter(line__licence_id=licence_id).select_related("line").order_by("-id"))


def uses_of(declaration_id: int) -> list[WriteOff]:
    """What a declaration draws from documents now."""
    rows = WriteOff.objects.filter(declaration_id=declaration_id, restored_at__isnull=True)
    return list(rows.select_related("line__licence").order_by("line__licence_id", "line__number", "declaration_line"))


def holds_of(declaration_id: int) -> list[LicenceCheck]:
    """The documents for which the goods of a declaration wait now."""
    return list(LicenceCheck.objects.filter(declaration_id=declaration_id, mode="wait", settled_at__isnull=True).order_by("id"))


def checks_of(declaration_id: int) -> list[LicenceCheck]:
    """Every check of a declaration, settled or not; its `differences` when the agency's answer differed."""
    return list(LicenceCheck.objects.filter(declaration_id=declaration_id).order_by("id"))


def is_waiting(declaration_id: int) -> bool:
    """Whether the goods still wait: for an agency's answer, or because it differed and nobody has mended that."""
    found = asked(f"select {WAITS}", {"id": declaration_id})
    return found is not None and bool(found[0])


def standing_of(declaration_id: int) -> tuple[set[tuple[str, str]], bool]:
    """The documents from which a declaration draws now, and whether any check of one is not at its end."""
    found = asked(STANDING, {"declaration": declaration_id, "ended": list(ENDED)})
    assert found is not None
    return {(kind, number) for kind, number in json.loads(found[0])}, found[1]


def waited_until(since: datetime) -> list[int]:
    """The declarations whose wait for a document has ended since then."""
    rows = LicenceCheck.objects.filter(mode="wait", settled_at__gte=since)
    return sorted(set(rows.values_list("declaration_id", flat=True)))


def answered_late(limit: int = 100) -> list[tuple[int, int]]:
    """Checks with their declarations that an officer settled by hand as agreeing, whose document has come or changed since, and of
    which nothing is written off."""
    one = {"kind": OuterRef("kind"), "number_key": OuterRef("number_key")}
    come = Licence.objects.filter(**one, state__in=LIVE, changed_at__gt=OuterRef("settled_at"))
    drawn = WriteOff.objects.filter(declaration_id=OuterRef("declaration_id"), restored_at__isnull=True,
                                    **{f"line__licence__{name}": value for name, value in one.items()})
    standing = GoodsDeclaration.objects.filter(pk=OuterRef("declaration_id")).exclude(state__in=FALLEN)
    rows = LicenceCheck.objects.filter(Exists(come), ~Exists(drawn), Exists(standing), outcome="matched").exclude(reason="")
    return list(rows.order_by("id").values_list("pk", "declaration_id")[:limit])


def open_checks(*, units: Iterable[int] | None = None) -> list[LicenceCheck]:
    """What waits for agencies within the asker's reach, the oldest first."""
    rows = LicenceCheck.objects.filter(settled_at__isnull=True).select_related("unit").order_by("-mode", "since")
    return list(rows if units is None else rows.filter(unit_id__in=list(units)))


def differing_checks(*, units: Iterable[int] | None = None, limit: int = 200) -> list[LicenceCheck]:
    """Answers that differed from the declaration, newest first."""
    rows = LicenceCheck.objects.filter(outcome="differs").select_related("unit").order_by("-settled_at")
    return list((rows if units is None else rows.filter(unit_id__in=list(units)))[:limit])


def holds_by_agency() -> dict[str, int]:
    """How many declarations' goods wait for each agency."""
    rows = LicenceCheck.objects.filter(mode="wait", settled_at__isnull=True).values("agency").annotate(n=Count("declaration_id", distinct=True))
    return {row["agency"]: row["n"] for row in rows.order_by("agency")}


def messages(*, units: Iterable[int] | None = None, limit: int = 200) -> list[InboxMessage]:
    """What came from the single window, newest first, without its bytes."""
    rows = InboxMessage.objects.defer("body").select_related("unit").order_by("-id")
    return list((rows if units is None else rows.filter(unit_id__in=list(units)))[:limit])


def due_uses(at: datetime, limit: int = 50) -> list[int]:
    """Confirmations of use whose turn has come."""
    rows = OutboxMessage.objects.filter(state="queued", due_at__lte=at).order_by("id")
    return list(rows.values_list("id", flat=True)[:limit])


def overdrawn() -> int:
    """How many lines have more living write-offs than was ever granted; stays 0."""
    granted = F("quantity") + F("quantity") * F("tolerance") / 100
    living = Sum("uses__quantity", filter=Q(uses__restored_at__isnull=True))
    return LicenceLine.objects.filter(lowered=False, quantity__isnull=False).annotate(drawn=living).filter(drawn__gt=granted).count()


def agencies_of(unit_ids: Iterable[int]) -> list[str]:
    """The codes of the agencies among these units, in the catalogue's order."""
    codes = set(Unit.objects.filter(pk__in=list(unit_ids), kind="ministry").values_list("code", flat=True))
    return [ministry.code for ministry in MINISTRIES.values() if ministry.unit_code in codes]
