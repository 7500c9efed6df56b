"""Inspections: sites and bays, slots, orders, what was found, photos, samples, seals."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from thongquan.models.declaration import OfDeclaration


class InspectionSite(models.Model):
    """A place with bays and scanners where goods are looked at; `slot_minutes` and `bays` make its timetable."""

    code = models.TextField(unique=True)
    office = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="sites")
    name_vi = models.TextField()
    name_en = models.TextField(default="")
    name_zh = models.TextField(default="")
    bays = models.IntegerField(default=4)
    scanner = models.BooleanField(default=False)
    opens = models.IntegerField(default=450)
    closes = models.IntegerField(default=1050)
    slot_minutes = models.IntegerField(default=60)
    active = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    pause_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "inspection_site"


class SealStock(models.Model):
    """One seal in the stock of a place, and the inspection it closed; used once."""

    site = models.ForeignKey(InspectionSite, models.PROTECT, related_name="seals")
    number = models.TextField(unique=True)
    state = models.TextField(default="in_stock")
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField(null=True)
    used_at = models.DateTimeField(null=True)
    order_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "seal_stock"
        indexes = [models.Index(fields=["site", "state"], name="seal_of_site")]


class InspectionOrder(OfDeclaration):
    """A system-written order to look at goods: forms, lines, share, why; then its appointment and result.

    `recorder` writes the result when several officers work; `steps` is the written order shown on the tablet.
    """

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="inspections")
    site = models.ForeignKey(InspectionSite, models.PROTECT, null=True, related_name="orders")
    forms = ArrayField(models.TextField(), default=list)
    lines = ArrayField(models.IntegerField(), default=list)
    share = models.IntegerField(default=100)
    steps = models.JSONField(default=list)
    reason_code = models.TextField(default="")
    note = models.TextField(default="", blank=True)
    state = models.TextField(default="ordered")
    slot_at = models.DateTimeField(null=True)
    bay = models.IntegerField(null=True)
    rescheduled = models.IntegerField(default=0)
    presented_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    remarks = models.TextField(default="", blank=True)
    officers = ArrayField(models.BigIntegerField(), default=list)
    recorder = models.BigIntegerField(null=True)
    ordered_by = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField()
    hold_until = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inspection_order"
        constraints = [
            models.UniqueConstraint(fields=["declaration"], name="one_open_inspection", condition=~models.Q(state__in=("done", "withdrawn"))),
            models.UniqueConstraint(fields=["site", "slot_at", "bay"], name="bay_once_a_slot",
                                    condition=models.Q(slot_at__isnull=False) & ~models.Q(state__in=("done", "withdrawn"))),
        ]
        indexes = [models.Index(fields=["site", "slot_at"], name="inspection_slot")]


class InspectionFinding(OfDeclaration):
    """What was counted, weighed or seen of one line, against what was declared."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="+")
    order = models.ForeignKey(InspectionOrder, models.CASCADE, related_name="findings")
    line = models.IntegerField()
    outcome = models.TextField(default="agrees")
    quantity = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    unit = models.TextField(default="", blank=True)
    net_kg = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    hs = models.TextField(default="", blank=True)
    origin = models.TextField(default="", blank=True)
    held = models.BooleanField(default=False)
    note = models.TextField(default="", blank=True)
    sent_id = models.UUIDField(null=True, unique=True)

    class Meta:
        db_table = "inspection_finding"
        constraints = [models.UniqueConstraint(fields=["order", "line"], name="finding_once_a_line")]


class InspectionEvidence(OfDeclaration):
    """A photo, scanner image, body-camera clip, sample or seal of an inspection; sent once though retried."""

    KINDS = ("photo", "scan", "clip", "sample", "seal")

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="+")
    order = models.ForeignKey(InspectionOrder, models.CASCADE, related_name="evidence")
    kind = models.TextField()
    sent_id = models.UUIDField(unique=True)
    line = models.IntegerField(null=True)
    taken_at = models.DateTimeField()
    media_type = models.TextField(default="", blank=True)
    sha256 = models.TextField(default="", blank=True)
    content = models.BinaryField(null=True)
    thumbnail = models.BinaryField(null=True)
    body = models.JSONField(default=dict)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "inspection_evidence"


class ImageReading(OfDeclaration):
    """What a reader outside (its name, its `release`) says of one scanner image; never changed.

    Officers see it after their own reading, declarants never.
    """

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.DO_NOTHING, related_name="image_readings", db_constraint=False)
    evidence = models.ForeignKey(InspectionEvidence, models.DO_NOTHING, related_name="readings", db_constraint=False, db_index=False)
    reader = models.TextField()
    release = models.TextField()
    finds = models.BooleanField()
    areas = models.JSONField(default=list)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "image_reading"
        constraints = [models.UniqueConstraint(fields=["evidence", "reader", "release"], name="image_read_once")]
        indexes = [models.Index(fields=["at"], name="image_reading_at")]
