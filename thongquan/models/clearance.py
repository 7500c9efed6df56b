"""What may leave: supervision slips, partial passages, vehicles bound to goods declarations."""

from __future__ import annotations

from django.db import models

from thongquan.models.declaration import OfDeclaration


class Slip(OfDeclaration):
    """The supervision slip: which goods of a declaration may pass, on paper with a QR."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="slips")
    number = models.TextField(unique=True)
    token = models.TextField(unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    lines = models.JSONField(default=list)

    class Meta:
        db_table = "supervision_slip"


class AgencyLane(OfDeclaration):
    """The colour an agency of the gate gives a consignment beside customs' channel; `note` says what it wants, for the trader to read."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.DO_NOTHING, related_name="agency_lanes", db_constraint=False, db_index=False)
    agency = models.TextField()
    lane = models.TextField()
    note = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "agency_lane"
        constraints = [models.UniqueConstraint(fields=["declaration", "agency"], name="agency_lane_once")]


class Passage(OfDeclaration):
    """A part of a declaration's goods that passed the supervised area on one vehicle."""

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.CASCADE, related_name="passages")
    vehicle = models.ForeignKey("thongquan.VehicleDeclaration", models.PROTECT, null=True, related_name="goods_passages")
    gate = models.ForeignKey("thongquan.Gate", models.PROTECT, null=True, db_index=False, related_name="+")
    plate = models.TextField(default="", blank=True)
    packages = models.IntegerField(null=True)
    gross_kg = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    state = models.TextField(default="planned")
    at = models.DateTimeField()
    passed_at = models.DateTimeField(null=True)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "goods_passage"
        constraints = [
            models.UniqueConstraint(fields=["declaration", "vehicle"], name="goods_once_a_vehicle", condition=models.Q(vehicle__isnull=False)),
            models.CheckConstraint(condition=models.Q(packages__isnull=True) | models.Q(packages__gte=0), name="passage_not_negative"),
        ]
