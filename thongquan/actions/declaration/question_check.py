"""The sample of questions: drawn by the dice, judged by a supervisor, told to the asker."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextField
from django.db.models.expressions import RawSQL

from thongquan.actions.assignment import epochs
from thongquan.actions.assignment.people import LEADS
from thongquan.actions.notice import tell
from thongquan.actions.trail import record
from thongquan.catalog.law import LAW
from thongquan.core.actor import Actor, system
from thongquan.core.question_check import GROUNDS, NEEDED, NEEDS, SOUND, lot_of, share
from thongquan.core.refused import Conflict, NotAllowed, NotFound, Refused
from thongquan.core.rule import local_day, plain
from thongquan.models import GoodsDeclaration, GoodsRequest, QuestionCheck, Task
from thongquan.queries.scope import platform

DIGEST = RawSQL("tq_digest(to_jsonb(question_check))", [], output_field=TextField())
#: an unfavourable view helps only with words
NOTE = 12


def drawn(question: GoodsRequest, task: Task, *, by: Actor, at: datetime) -> QuestionCheck:
    """The lot of a question just asked, by the dice of the team's day; told in the log, so that it can be replayed once the seed is known."""
    with platform():
        epoch, seed = epochs.current(task.unit, task.kind, at=at)
        lot, most = lot_of(seed, question.pk), share(LAW, local_day(at))
        row = QuestionCheck.objects.create(
            question_id=question.pk, declaration_id=question.declaration_id, office_id=epoch.office_id, officer_id=by.id, at=at,
            epoch=epoch.name, lot=lot, state="waiting" if lot < most else "left")
        record("question.lot", row, by=system((epoch.office_id,)), at=at, facts={
            "epoch": epoch.name, "question": question.pk, "lot": lot, "share": most, "drawn": lot < most})
    return row


def judge(pk: int, *, need: str, ground: str, note: str = "", by: Actor, at: datetime) -> QuestionCheck:
    """A supervisor's view of one question of the sample: was it needed, was it well grounded; never of his own.

    The declaration goes its way untouched: nothing asked is taken back, and no figure of targeting reads this.
    """
    row = QuestionCheck.objects.select_for_update().annotate(digest=DIGEST).filter(pk=pk, office_id__in=by.offices).first()
    if row is None or row.state == "left":
        raise NotFound("GEN-404")
    if not by.is_any(*LEADS):
        raise NotAllowed("GEN-403")
    if row.officer_id == by.id:
        raise NotAllowed("ASK-13")
    if row.state != "waiting":
        raise Conflict("ASK-14")
    wrong = next((name for name, code, codes in (("need", need, NEEDS), ("ground", ground, GROUNDS)) if code not in codes), None)
    if wrong:
        raise Refused("REQ-05", f"/{wrong}")
    if (need, ground) != (NEEDED, SOUND) and len(note.strip()) < NOTE:
        raise Refused("ASK-15", "/note")
    row.state, row.need, row.ground, row.note, row.judged_by, row.judged_at = "judged", need, ground, note.strip(), by.id, at
    row.save()
    record("question.judge", row, by=by, at=at, facts={"question": row.question_id, "need": need, "ground": ground})
    number = GoodsDeclaration.objects.values_list("number", flat=True).get(pk=row.declaration_id)
    tell(None, "question_judged", plain({"number": number, "need": NEEDS[need], "ground": GROUNDS[ground]}), user_id=row.officer_id, link="/central/me/")
    return row
