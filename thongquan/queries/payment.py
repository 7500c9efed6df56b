"""What is owed, paid and on its way; guarantees with what is left of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, TextField, When
from django.db.models.expressions import RawSQL

from thongquan.catalog.central import TEAMS
from thongquan.models import GoodsDeclaration, GoodsRequest, Guarantee, GuaranteeUse, Payment, PaymentOrder
from thongquan.queries.hot import hot

#: a payment that a bank has in hand
ON_ITS_WAY = ("sent", "unclear")
#: the central clearance teams
CENTRAL = [team.code for team in TEAMS]
#: a letter and each office that answers for it: where it was filed; where it names none, where its declarant declares, and the central teams
ANSWERS = """
from guarantee g join unit u on u.id = g.office_id or (g.office_id is null and (u.code = any(%s) or exists (
    select 1 from goods_declaration d where d.declarant_id = g.declarant_id and d.office_id = u.id))) where true
"""
REQUEST = RawSQL("tq_digest(to_jsonb(goods_request))", [], output_field=TextField())


#: a refund that no longer counts as paid by the declarant
REFUNDED = ("approved", "paid")


@dataclass(frozen=True)
class Balance:
    """One guarantee of a declarant: what is left, whether it stands today and covers an amount."""

    row: Guarantee
    left: int
    valid: bool
    enough: bool


def waiting(limit: int = 50) -> list[int]:
    """The payments on their way, the oldest first."""
    return list(Payment.objects.filter(state__in=ON_ITS_WAY).order_by("id").values_list("id", flat=True)[:limit])


def open_order(declaration: GoodsDeclaration) -> PaymentOrder | None:
    """The tax notice that is not settled yet."""
    return declaration.orders.filter(state="open").first()


def orders_of(declaration: GoodsDeclaration) -> list[PaymentOrder]:
    """Every tax notice, the newest first, with its payments."""
    return list(declaration.orders.prefetch_related("payments").order_by("-id"))


def refunds_of(declaration: GoodsDeclaration, *states: str) -> list[GoodsRequest]:
    """Tax to be given back or given back, the newest first; those that fell away are left out."""
    rows = declaration.requests.filter(kind="refund").annotate(digest=REQUEST).order_by("-id")
    return list(rows.filter(state__in=states) if states else rows.exclude(state="withdrawn"))


def receipt(pk: int, declaration: GoodsDeclaration) -> Payment | None:
    """One settled payment of this declaration."""
    return declaration.payments.select_related("order").filter(pk=pk, state="paid").first()


def stands(row: Guarantee, number: str, on: date) -> bool:
    """Whether a guarantee may stand for the tax of the declaration of this number on that day."""
    return row.state == "accepted" and row.valid_from <= on <= row.valid_until and row.for_number in ("", number)


def guarantees(declarant_id: int, on: date, needed: int = 0, number: str = "") -> list[Balance]:
    """The declarant's accepted guarantees with their balances, those that would do for this declaration first."""
    rows = [Balance(row, row.limit - row.used, stands(row, number, on), row.limit - row.used >= needed)
            for row in Guarantee.objects.filter(declarant_id=declarant_id, state="accepted").order_by("id")]
    return sorted(rows, key=lambda b: (not (b.valid and b.enough), -b.left))


def letters(*, parties: Iterable[int] | None = None, offices: Iterable[int] | None = None) -> list[Guarantee]:
    """Letters of guarantee of these declarants, or that these offices answer for: those that wait, the oldest first, then the newest."""
    waits = Case(When(state="filed", then=0), default=1)
    rows = Guarantee.objects.select_related("declarant").order_by(waits, Case(When(state="filed", then=F("id")), default=-F("id")))
    if parties is not None:
        rows = rows.filter(declarant_id__in=list(parties))
    return list(rows if offices is None else rows.filter(answered_by(offices)))


def letter(pk: int, offices: Iterable[int]) -> Guarantee | None:
    """One letter that these offices answer for."""
    return Guarantee.objects.filter(answered_by(offices), pk=pk).first()


def ending(offices: Iterable[int], until: date, limit: int = 100) -> list[Guarantee]:
    """Accepted letters that end by that day, and ended ones on which tax still hangs; the first to end first."""
    rows = Guarantee.objects.select_related("declarant").filter(answered_by(offices), Q(state="accepted") | Q(state="expired", used__gt=0))
    return list(rows.filter(valid_until__lte=until).order_by("valid_until", "id")[:limit])


def answered_by(offices: Iterable[int]) -> Q:
    """Letters that one of these offices answers for."""
    return Q(pk__in=RawSQL(f"select g.id {ANSWERS} and u.id = any(%s)", [CENTRAL, list(offices)]))


def answering(row: Guarantee) -> tuple[int, ...]:
    """The offices that answer for a letter."""
    with hot() as cursor:
        return tuple(pk for (pk,) in cursor.execute(f"select u.id {ANSWERS} and g.id = %s order by 1", [CENTRAL, row.pk]).fetchall())


def lent(declaration: GoodsDeclaration) -> GuaranteeUse | None:
    """The guarantee that stands for this declaration now."""
    return declaration.guarantee_uses.select_related("guarantee").filter(returned_at__isnull=True).first()
