"""Goods declarations: lines, dossier, questions and changes, templates, sheets of lines."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Now


class GoodsDeclaration(models.Model):
    """One goods declaration: who, what, where, its channel, its clocks, what it owes.

    `office` is where it is lodged, `team` the central unit that checks its dossier, `inspection_office`
    where the goods are looked at; all three and the gate's office stand in `office_ids`, which row-level
    security reads. `body` holds the form (core/forms); the columns are what questions ask for.
    """

    number = models.TextField(null=True, unique=True)
    own_reference = models.TextField(default="", blank=True)
    direction = models.TextField(default="import")
    kind = models.TextField(default="A11")
    declarant = models.ForeignKey("thongquan.Party", models.PROTECT, related_name="goods_declarations")
    agent = models.ForeignKey("thongquan.Party", models.PROTECT, null=True, db_index=False, related_name="+")
    office = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, db_index=False, related_name="+")
    inspection_office = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, db_index=False, related_name="+")
    gate = models.ForeignKey("thongquan.Gate", models.PROTECT, null=True, db_index=False, related_name="+")
    office_ids = ArrayField(models.BigIntegerField(), default=list)

    state = models.TextField(default="draft")
    body = models.JSONField(default=dict)
    first_hs = models.TextField(default="")
    first_name = models.TextField(default="")
    origin = models.TextField(default="")
    partner_name = models.TextField(default="")
    line_count = models.IntegerField(default=0)
    gross_kg = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    packages = models.IntegerField(null=True)
    perishable = models.BooleanField(default=False)
    customs_value = models.BigIntegerField(default=0)
    tax_total = models.BigIntegerField(default=0)
    statement = models.JSONField(default=dict)
    containers = ArrayField(models.TextField(), default=list)
    search = models.TextField(default="")

    channel = models.TextField(default="")
    channel_reasons = models.JSONField(default=list)
    channel_at = models.DateTimeField(null=True)
    risk = models.FloatField(null=True)
    review_wanted = models.BooleanField(default=False)

    split_part = models.IntegerField(default=1)
    split_of = models.IntegerField(default=1)
    split_first = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    signed_at = models.DateTimeField(null=True)
    signature = models.JSONField(default=dict)
    registered_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    hold_reason = models.TextField(default="", blank=True)
    hold_until = models.DateTimeField(null=True)
    post_check = models.BooleanField(default=False)

    corrections = models.IntegerField(default=0)
    rounds = models.IntegerField(default=0)
    revision = models.IntegerField(default=1)
    source = models.TextField(default="web")
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "goods_declaration"
        constraints = [
            models.UniqueConstraint(fields=["declarant", "own_reference", "split_part"], name="goods_own_reference_once",
                                    condition=~models.Q(own_reference="") & ~models.Q(state__in=("draft", "cancelled", "returned"))),
            models.CheckConstraint(condition=models.Q(split_part__gte=1) & models.Q(split_part__lte=models.F("split_of")), name="goods_part_of_split"),
            models.CheckConstraint(condition=models.Q(line_count__lte=50) | models.Q(state="draft"), name="goods_fifty_lines"),
        ]
        indexes = [
            models.Index(fields=["office", "state", "registered_at"], name="gd_office_state"),
            models.Index(fields=["team", "state", "registered_at"], name="gd_team_state"),
            models.Index(fields=["declarant", "-id"], name="gd_declarant"),
            models.Index(models.F("declarant"), KT("body__invoice_number"), name="gd_invoice"),
            models.Index(fields=["registered_at"], name="gd_registered"),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="gd_search"),
        ]


class OfDeclaration(models.Model):
    """A row that whoever sees its goods declaration may see (row-level security)."""

    declaration = models.ForeignKey(GoodsDeclaration, models.CASCADE)

    class Meta:
        abstract = True


class GoodsLine(OfDeclaration):
    """One line with what queries ask for; `body` holds its whole form row."""

    declaration = models.ForeignKey(GoodsDeclaration, models.CASCADE, related_name="lines", db_index=False)
    number = models.IntegerField()
    hs = models.TextField(default="")
    name = models.TextField(default="")
    origin = models.TextField(default="")
    quantity = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    unit = models.TextField(default="")
    invoice_value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    customs_value = models.BigIntegerField(null=True)
    tax_total = models.BigIntegerField(default=0)
    net_kg = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    body = models.JSONField(default=dict)

    class Meta:
        db_table = "goods_line"
        constraints = [models.UniqueConstraint(fields=["declaration", "number"], name="goods_line_once")]
        indexes = [models.Index(fields=["hs", "origin"], name="goods_line_hs")]


class GoodsDocument(OfDeclaration):
    """One document of the dossier: an upload, a signed file, or data of the single window.

    `read` holds the values found in it ({name: {value, source, confidence}}); they are shown beside the
    declared ones and never accepted by themselves. `checked` says what checking its signature found.
    """

    declaration = models.ForeignKey(GoodsDeclaration, models.CASCADE, related_name="papers")
    document = models.ForeignKey("thongquan.Document", models.PROTECT, null=True, related_name="+")
    kind = models.TextField()
    number = models.TextField(default="", blank=True)
    day = models.DateField(null=True)
    how = models.TextField(default="upload")
    read = models.JSONField(default=dict)
    checked = models.JSONField(default=dict)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField(null=True)
    round = models.IntegerField(default=0)

    class Meta:
        db_table = "goods_document"


class GoodsRequest(OfDeclaration):
    """A request with its answer: an officer's question line by line, an amendment, a cancellation.

    `points` of a question name field, rule and need; the answers stand beside them. `alias` is the officer's
    pseudonym in this case, all that the declarant sees of him.
    """

    KINDS = ("question", "amend", "cancel", "reschedule", "consult", "review", "review_amend", "refund", "escalation")

    declaration = models.ForeignKey(GoodsDeclaration, models.CASCADE, related_name="requests")
    kind = models.TextField()
    state = models.TextField(default="open")
    round = models.IntegerField(default=1)
    points = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason_code = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    alias = models.TextField(default="", blank=True)
    to_unit = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, db_index=False, related_name="+")
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "goods_request"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "kind"], name="one_open_goods_request", condition=models.Q(state="open")),
            models.CheckConstraint(
                condition=~models.Q(kind="refund") | models.Q(decided_by__isnull=True) | ~models.Q(asked_by=models.F("decided_by")),
                name="refund_by_two_people"),
        ]


class QuestionCheck(models.Model):
    """The lot of one question: left alone, or waiting for a supervisor's view and then bearing it (`need`, `ground`, `note`).

    The house's own: `office_id` is the asking team's, the declarant never reads it, and the database refuses the asker as judge.
    """

    question_id = models.BigIntegerField(unique=True)
    declaration_id = models.BigIntegerField()
    office_id = models.BigIntegerField()
    officer_id = models.BigIntegerField(null=True, db_index=True)
    at = models.DateTimeField()
    epoch = models.TextField()
    lot = models.IntegerField()
    state = models.TextField(default="left")
    need = models.TextField(default="", blank=True)
    ground = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    judged_by = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "question_check"
        constraints = [
            models.CheckConstraint(condition=models.Q(judged_by__isnull=True) | ~models.Q(judged_by=models.F("officer_id")), name="question_judged_by_another"),
        ]
        indexes = [models.Index(fields=["office_id", "at"], name="question_check_of_team")]


class GoodsFinding(OfDeclaration):
    """A difference or doubt an officer (or the machine) marked on a field, and what became of it."""

    declaration = models.ForeignKey(GoodsDeclaration, models.CASCADE, related_name="findings")
    line = models.IntegerField(null=True)
    field = models.TextField()
    code = models.TextField()
    declared = models.TextField(default="", blank=True)
    found = models.TextField(default="", blank=True)
    source = models.TextField(default="officer")
    state = models.TextField(default="open")
    note = models.TextField(default="", blank=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "goods_finding"


class GoodsDecision(OfDeclaration):
    """One decision on the case with the reason code whose text the trader reads; a countersign may be wanted."""

    declaration = models.ForeignKey(GoodsDeclaration, models.CASCADE, related_name="decisions")
    kind = models.TextField()
    reason_code = models.TextField()
    note = models.TextField(default="", blank=True)
    checklist = models.JSONField(default=dict)
    alias = models.TextField(default="", blank=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    countersign = models.BooleanField(default=False)
    countersigned_by = models.BigIntegerField(null=True)
    countersigned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "goods_decision"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(countersigned_by__isnull=True) | ~models.Q(countersigned_by=models.F("by_id")), name="countersigned_by_another"),
        ]


class GoodsTemplate(models.Model):
    """A declaration kept by name, to declare again."""

    declarant = models.ForeignKey("thongquan.Party", models.CASCADE, related_name="goods_templates")
    name = models.TextField()
    body = models.JSONField(default=dict)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "goods_template"
        constraints = [models.UniqueConstraint(fields=["declarant", "name"], name="goods_template_once")]
