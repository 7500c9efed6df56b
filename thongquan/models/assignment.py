"""Assignment: skills, shifts, epochs of the draw, tasks, draws, who wore which hat."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class OfficerSkill(models.Model):
    """One row of what an officer does; an empty list means anything. `excludes` keeps him from what it matches."""

    officer_id = models.BigIntegerField(db_index=True)
    kinds = ArrayField(models.TextField(), default=list)
    types = ArrayField(models.TextField(), default=list)
    hs = ArrayField(models.TextField(), default=list)
    territories = ArrayField(models.TextField(), default=list)
    fields = ArrayField(models.TextField(), default=list)
    excludes = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    given_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "officer_skill"


class OfficerShift(models.Model):
    """When an officer is on duty. A unit without any shift on a day counts everybody as on duty."""

    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+")
    officer_id = models.BigIntegerField(db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    set_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "officer_shift"
        constraints = [
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="shift_ends_after_it_begins"),
            models.UniqueConstraint(fields=["officer_id", "since"], name="shift_once"),
        ]
        indexes = [models.Index(fields=["unit", "since"], name="shift_of_unit")]


class Availability(models.Model):
    """An officer's own switch: off means no new work just now; what he has stays with him."""

    officer_id = models.BigIntegerField(unique=True)
    available = models.BooleanField(default=True)
    reason = models.TextField(default="", blank=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "officer_availability"


class Absence(models.Model):
    """An officer is away between two moments (open when `until` is null); his unfinished work is drawn again."""

    officer_id = models.BigIntegerField(db_index=True)
    office_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    reason_code = models.TextField()
    entered_by = models.BigIntegerField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "officer_absence"


class Interest(models.Model):
    """A conflict of interest: this officer never gets a case of this party while it lasts."""

    officer_id = models.BigIntegerField(db_index=True)
    office_id = models.BigIntegerField()
    party = models.ForeignKey("thongquan.Party", models.PROTECT, related_name="+")
    reason_code = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    entered_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "officer_interest"


class OfficeHours(models.Model):
    """Working hours of a unit by weekday (see `core/clock.Hours.of`); units below without their own follow it."""

    unit = models.OneToOneField("thongquan.Unit", models.CASCADE, related_name="working_hours")
    week = models.JSONField(default=dict)

    class Meta:
        db_table = "office_hours"


class OfficeDay(models.Model):
    """A day unlike the week, of one unit or (unit null) of the country: no spans, a holiday."""

    unit = models.ForeignKey("thongquan.Unit", models.CASCADE, null=True, related_name="+")
    day = models.DateField()
    spans = models.JSONField(default=list)
    name = models.TextField(default="", blank=True)

    class Meta:
        db_table = "office_day"
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="office_day_once", nulls_distinct=False)]


class AssignmentRuleVersion(models.Model):
    """One version of the rule of assignment; two people stand behind it, the latest in force decides."""

    version = models.IntegerField(unique=True)
    body = models.JSONField()
    digest = models.TextField()
    since = models.DateTimeField()
    state = models.TextField(default="proposed")
    reason = models.TextField(default="", blank=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "assignment_rule"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | models.Q(approved_by__isnull=True)
                | ~models.Q(proposed_by=models.F("approved_by")), name="assignment_rule_by_two_people"),
        ]


class DrawParty(models.Model):
    """Somebody who throws in a nonce: the platform, an inspectorate, a trade association.

    `local` parties have their secret in a file of this installation; others send signed values.
    """

    code = models.TextField(unique=True)
    name_vi = models.TextField()
    name_en = models.TextField(default="")
    name_zh = models.TextField(default="")
    public_key = models.BinaryField(null=True)
    local = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "draw_party"


class DrawCommitment(models.Model):
    """What a party committed to for an epoch; its event in the log proves since when."""

    epoch = models.TextField()
    party = models.TextField()
    commitment = models.TextField()
    committed_at = models.DateTimeField()
    office_id = models.BigIntegerField()

    class Meta:
        db_table = "draw_commitment"
        constraints = [models.UniqueConstraint(fields=["epoch", "party"], name="commitment_once")]


class DrawNonce(models.Model):
    """A nonce that a party outside handed over: the platform's eyes only, until the epoch is revealed."""

    commitment = models.OneToOneField(DrawCommitment, models.PROTECT, related_name="handed")
    nonce = models.TextField()
    handed_at = models.DateTimeField()

    class Meta:
        db_table = "draw_nonce"


class DrawEpoch(models.Model):
    """One day of one unit and one kind of work: one seed. `late`: opened without commitments from before its day.

    `parties` are those whose nonces make the seed; `nonces`, `count` and `draws_digest` come with the reveal.
    """

    name = models.TextField(unique=True)
    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+")
    office_id = models.BigIntegerField()
    kind = models.TextField()
    day = models.DateField()
    turn = models.IntegerField(default=1)
    late = models.BooleanField(default=False)
    beacon_size = models.BigIntegerField(default=0)
    beacon_root = models.TextField()
    parties = models.JSONField(default=list)
    commitments = models.JSONField(default=dict)
    seed_print = models.TextField()
    rule_version = models.IntegerField()
    rule = models.JSONField()
    rule_digest = models.TextField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    nonces = models.JSONField(null=True)
    count = models.IntegerField(null=True)
    draws_digest = models.TextField(default="", blank=True)

    class Meta:
        db_table = "draw_epoch"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "day", "turn"], name="epoch_once"),
            models.UniqueConstraint(fields=["unit", "kind"], name="one_open_epoch", condition=models.Q(closed_at__isnull=True)),
        ]


class DrawRoster(models.Model):
    """The officers as a draw saw them, in tokens; draws with the same roster share a row."""

    digest = models.TextField(unique=True)
    body = models.JSONField()

    class Meta:
        db_table = "draw_roster"


class Task(models.Model):
    """One piece of work on one declaration: dossier check, inspection or review, its officer and its clock.

    `alias` is all that the declarant ever sees of the officer. `paused_seconds` is working time that the trader owed.
    The declarant's number stands in `trader_id`, so that no event about a task is the declarant's to read.
    """

    STATES = ("waiting", "assigned", "taken", "paused", "done", "withdrawn")
    OPEN = ("waiting", "assigned", "taken", "paused")
    HELD = ("assigned", "taken", "paused")

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.PROTECT, related_name="tasks")
    kind = models.TextField()
    state = models.TextField(default="waiting")
    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+")
    office_id = models.BigIntegerField()
    trader_id = models.BigIntegerField()
    officer_id = models.BigIntegerField(null=True)
    request = models.JSONField()
    sticky = models.TextField(default="", blank=True)
    weight = models.IntegerField(default=0)
    alias = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_why = models.TextField(default="", blank=True)
    paused_seconds = models.BigIntegerField(default=0)
    late_told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "assignment_task"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "kind"], name="one_open_task",
                                    condition=models.Q(state__in=("waiting", "assigned", "taken", "paused"))),
            models.CheckConstraint(condition=models.Q(state__in=("waiting", "withdrawn")) | models.Q(officer_id__isnull=False),
                                   name="work_has_an_officer"),
        ]
        indexes = [
            models.Index(fields=["officer_id", "due_at"], name="task_queue", condition=models.Q(state__in=("assigned", "taken", "paused"))),
            models.Index(fields=["unit", "kind", "opened_at"], name="task_of_unit"),
            models.Index(fields=["sticky", "kind"], name="task_sticky", condition=~models.Q(sticky="")),
        ]


class Draw(models.Model):
    """One throw of the dice with everything it was thrown over. Only its end is written later.

    `seq` has no gaps within its epoch; `officer_id` is null when nobody was eligible and the case waits.
    """

    epoch = models.ForeignKey(DrawEpoch, models.PROTECT, related_name="draws", db_index=False)
    seq = models.IntegerField()
    task = models.ForeignKey(Task, models.PROTECT, related_name="draws")
    office_id = models.BigIntegerField()
    at = models.DateTimeField()
    case = models.JSONField()
    roster = models.ForeignKey(DrawRoster, models.PROTECT, db_index=False, related_name="+")
    load = models.JSONField()
    tier = models.IntegerField()
    weights = models.JSONField()
    excluded = models.JSONField()
    sticky = models.BooleanField(default=False)
    alert = models.BooleanField(default=False)
    token = models.TextField(default="", blank=True)
    officer_id = models.BigIntegerField(null=True)
    redraw_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="redrawn")
    previous = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    people = models.JSONField(default=list)
    proposed_by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.TextField(default="", blank=True)

    class Meta:
        db_table = "draw"
        constraints = [
            models.UniqueConstraint(fields=["epoch", "seq"], name="draw_seq_once"),
            models.UniqueConstraint(fields=["task"], name="one_draw_holds", condition=models.Q(ended_at__isnull=True)),
            models.CheckConstraint(
                condition=~models.Q(reason="reassigned") | (models.Q(proposed_by__isnull=False) & models.Q(approved_by__isnull=False)
                                                           & ~models.Q(proposed_by=models.F("approved_by"))), name="redraw_by_two_people"),
        ]
        indexes = [models.Index(fields=["officer_id", "-id"], name="draw_of_officer")]


class CaseHat(models.Model):
    """Who has had which part in a declaration, ever: one person, one kind of work. Written by the database itself."""

    declaration_id = models.BigIntegerField()
    officer_id = models.BigIntegerField()
    kind = models.TextField()

    class Meta:
        db_table = "case_hat"
        constraints = [models.UniqueConstraint(fields=["declaration_id", "officer_id"], name="one_hat_a_person")]


class Reassignment(models.Model):
    """A wish to draw a case again: who asks and why, who else agrees. Nobody names the successor."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="reassignments")
    office_id = models.BigIntegerField()
    state = models.TextField(default="open")
    reason_code = models.TextField()
    words = models.TextField(default="", blank=True)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "reassignment"
        constraints = [
            models.UniqueConstraint(fields=["task"], name="one_open_reassignment", condition=models.Q(state="open")),
            models.CheckConstraint(condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                                   name="reassigned_by_two_people"),
        ]
