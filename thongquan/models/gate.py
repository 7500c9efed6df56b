"""What happened at a lane: every scan with its verdict, kept for ever."""

from __future__ import annotations

from django.db import models

from thongquan.models.place import InReach


class Scan(InReach):
    """One scan or typed number: event id from the device, verdict, reason, who and where.

    `event_id` is the event of the trail that tells it, so that a repeated scan gets the same receipt.
    """

    id = models.UUIDField(primary_key=True)
    declaration_id = models.BigIntegerField(null=True, db_index=True)
    crossing_id = models.BigIntegerField(null=True)
    leg = models.IntegerField(null=True)
    gate = models.ForeignKey("thongquan.Gate", models.PROTECT, db_index=False, related_name="+")
    lane = models.IntegerField(null=True)
    direction = models.TextField(default="")
    at = models.DateTimeField()
    device = models.TextField(default="", blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.TextField(default="", blank=True)
    source = models.TextField(default="wedge")
    sign = models.TextField()
    code = models.TextField()
    values = models.JSONField(default=dict)
    plates = models.JSONField(default=list)
    seen_plate = models.TextField(default="", blank=True)
    raw = models.TextField(default="", blank=True)
    reason_code = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    second_officer_id = models.BigIntegerField(null=True)
    seconds = models.IntegerField(null=True)
    event_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "scan"
        indexes = [models.Index(fields=["gate", "-at"], name="scan_gate_at")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_officer_id__isnull=True) | ~models.Q(second_officer_id=models.F("by_id")),
                name="manual_admission_by_two_people",
            ),
        ]


class AdmissionReview(InReach):
    """What a third person thinks of a vehicle that two officers let pass by order."""

    scan = models.OneToOneField(Scan, models.DO_NOTHING, related_name="review", db_constraint=False)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    right = models.BooleanField(default=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        db_table = "admission_review"


class Weighing(models.Model):
    """What the scale at a gate said of one vehicle; customs' own, never a declarant's.

    `declared_kg` is what the declarations on board say it carries, `net_kg` what it carries by the scale; either is empty
    when it is not known. `off`: they differ by more than scales and packing explain.
    """

    office_id = models.BigIntegerField()
    return_office_id = models.BigIntegerField(null=True)
    gate_id = models.BigIntegerField()
    vehicle_id = models.BigIntegerField(db_index=True)
    crossing_id = models.BigIntegerField()
    plate_key = models.TextField(db_index=True)
    at = models.DateTimeField()
    gross_kg = models.DecimalField(max_digits=9, decimal_places=1)
    tare_kg = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    net_kg = models.DecimalField(max_digits=9, decimal_places=1, null=True)
    declared_kg = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    off = models.BooleanField(default=False)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "weighing"
        constraints = [
            models.CheckConstraint(condition=models.Q(gross_kg__gt=0), name="weighing_above_zero"),
            models.CheckConstraint(condition=models.Q(tare_kg__isnull=True) | models.Q(tare_kg__gt=0, tare_kg__lte=models.F("gross_kg")),
                                   name="weighing_tare_within"),
        ]
