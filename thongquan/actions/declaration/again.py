"""News after registration: a weighing, a document taken back, a list; only ever stricter."""

from __future__ import annotations

from datetime import datetime

from thongquan.actions import assessment
from thongquan.actions.assessment.channel import CHANGES_IN
from thongquan.actions.declaration.change import back_to_dossier
from thongquan.actions.declaration.channel import rechannel
from thongquan.actions.declaration.register import Covered, book_of, priced
from thongquan.actions.goods import locked
from thongquan.actions.risk.again import kept_again, looked_again
from thongquan.actions.trail import record
from thongquan.core.actor import system
from thongquan.core.flows.licence import GONE
from thongquan.core.goods import YELLOW
from thongquan.core.goods_selection import Because, Chosen
from thongquan.core.rule import local_day
from thongquan.core.words import Words
from thongquan.models import Selection, WriteOff
from thongquan.queries.assessment import news as told
from thongquan.queries.assessment.profiles import listed, standing
from thongquan.queries.declaration.facts import goods_facts, read_body
from thongquan.queries.scope import everywhere

WEIGHED, LICENCE, LISTED = "weighed", "licence", "listed"
#: goods may not go on a document that is worth nothing: an officer looks, whatever the channel was
TAKEN_BACK = Because(kind="licence", code="LIC-R", lane=YELLOW, words=Words(
    "Giấy phép đã trừ lùi bị cơ quan cấp thu hồi", "A document written off was taken back by its agency", "已核销的许可证被发证机关撤销"))


def again(pk: int, *, news: str, at: datetime) -> Chosen | None:
    """Profiles, lists and model judge a declaration again with what is known now; the choice where it is stricter.

    Goods that may already go keep their channel: what the officer at the gate sees may hold them. That it was judged is kept
    with its selections, which no declarant reads; he is told the lane, and only when it changes.
    """
    declaration = locked(pk)
    if declaration.state not in CHANGES_IN:
        return None
    values, book = read_body(declaration), book_of(local_day(declaration.registered_at or at))
    facts = goods_facts(declaration, at, values=values, tariff=book.found(values), rates=book.rates())
    statement = priced(facts, book)
    uses = WriteOff.objects.filter(declaration_id=pk, restored_at=None)
    covered = [Covered(line) for line in uses.exclude(line__licence__state__in=GONE).values_list("declaration_line", flat=True)]
    with everywhere():  # read before it is judged: what comes while it is judged is news the next time
        gone, lists = told.taken_back(pk), listed(standing(office_id=None, office="", party_id=0, at=at).profiles)
    parked = (TAKEN_BACK,) if gone else ()
    clock = system(tuple(declaration.office_ids))
    looked = looked_again(declaration, assessment.valued(facts, statement), statement, at=at)
    chosen = assessment.reassess(declaration, facts, at=at, news=news, by=clock, matched=covered, statement=statement, parked=parked,
                                 model=looked.model if looked else None, answers=False, lists_alone=news == LISTED)
    kept_again(declaration, looked, at=at)
    kept = Selection.objects.filter(declaration_id=pk).order_by("-at", "-id").first()
    if kept is not None:
        record(told.JUDGED, Selection(pk=kept.pk, office_id=declaration.office_id), by=clock, at=at, reason=news, facts={
            "declaration": pk, "before": declaration.channel, "channel": chosen.channel if chosen else declaration.channel, "gone": gone, "listed": lists})
    if chosen is not None:
        rechannel(declaration, chosen, reason_code="channel", by=clock, at=at)
    elif parked and declaration.state == "decided":
        back_to_dossier(declaration, reason="licence", at=at)
    return chosen


def waiting(*, at: datetime, most: int = 100) -> list[tuple[int, str]]:
    """What the clock has to judge again: what leans on a document taken back, or was registered before a list or an order changed."""
    found = dict.fromkeys(told.listed_since(CHANGES_IN, at, most=most), LISTED) | dict.fromkeys(told.leaning(CHANGES_IN, at, most=most), LICENCE)
    return sorted(found.items())
