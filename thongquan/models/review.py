"""Reviews after clearance (phúc tập): case, outcome, follow-up, blind second look."""

from __future__ import annotations

from django.db import models

from thongquan.models.declaration import OfDeclaration


class ReviewCase(OfDeclaration):
    """One review of a cleared declaration: why chosen (band or dice), due day, outcome coded.

    `blind_of` marks the blind second review of a sample: its reviewer does not see the first outcome, and the
    database refuses the first reviewer. `sister_of` is the number of the review that suggested this one. What follows an
    outcome stands in `follow_*`: open until the declarant has amended and paid, audit has taken the case over,
    or a head has confirmed the violation.
    """

    FOLLOW_STATES = ("", "open", "settled", "dropped")

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="reviews")
    why = models.TextField()
    band = models.TextField(default="", blank=True)
    die = models.IntegerField(null=True)
    state = models.TextField(default="waiting")
    chosen_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.TextField(default="", blank=True)
    findings = models.JSONField(default=list)
    duty_difference = models.BigIntegerField(default=0)
    follow_up = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(null=True)
    blind_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="second")
    documents_asked_at = models.DateTimeField(null=True)
    sister_of = models.BigIntegerField(null=True)
    follow_state = models.TextField(default="", blank=True)
    follow_due_at = models.DateTimeField(null=True)
    follow_done_at = models.DateTimeField(null=True)
    follow_by = models.BigIntegerField(null=True)
    follow_late_at = models.DateTimeField(null=True)
    follow = models.JSONField(default=dict)

    class Meta:
        db_table = "review_case"
        indexes = [
            models.Index(fields=["state", "due_at"], name="review_due"),
            models.Index(fields=["follow_due_at"], condition=models.Q(follow_state="open"), name="review_follow_open"),
        ]


class CheckLabel(OfDeclaration):
    """The coded result of one check (dossier, inspection, review): what targeting learns from."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="labels")
    kind = models.TextField()
    selected_by = models.TextField()
    found = models.BooleanField()
    type = models.TextField(default="", blank=True)
    line = models.IntegerField(null=True)
    duty_difference = models.BigIntegerField(default=0)
    officer = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "check_label"
        indexes = [models.Index(fields=["at"], name="check_label_at")]


class RevenueTarget(models.Model):
    """What an office, a region or the country is to collect in a year, in đồng; set by its head, shown beside what came in."""

    year = models.IntegerField()
    unit_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        db_table = "revenue_target"
        constraints = [
            models.UniqueConstraint(fields=["year", "unit_id"], name="revenue_target_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="revenue_target_positive"),
        ]
