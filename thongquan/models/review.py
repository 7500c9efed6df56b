"""Reviews after clearance (phúc tập): case, outcome, follow-up, blind second look."""

from __future__ import annotations

from django.db import models

from thongquan.models.declaration import OfDeclaration


class ReviewCase(OfDeclaration):
    """One review of a cleared declaration: why chosen (band or dice), due day, outcome coded.

    `blind_of` marks the blind second review of a sample: its reviewer does not see the first outcome.
    """

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

    class Meta:
        db_table = "review_case"
        indexes = [models.Index(fields=["state", "due_at"], name="review_due")]


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
