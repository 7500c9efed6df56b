"""Vehicle declarations and their crossings, requests, checks, papers and violations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from thongquan.models.place import InReach


class VehicleDeclaration(models.Model):
    """One permission for one vehicle: regime, legs, due-back, liquidation.

    `number` is the movement number on the pass; `body` holds the form's long tail
    (core/forms); `leg` is the next leg to cross; `revision` the pass revision in force.
    """

    number = models.TextField(null=True, unique=True)
    own_reference = models.TextField(default="", blank=True)
    declarant = models.ForeignKey("thongquan.Party", models.PROTECT, related_name="vehicle_declarations")
    agent = models.ForeignKey("thongquan.Party", models.PROTECT, null=True, db_index=False, related_name="+")
    office = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+", null=True)
    return_office = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+", null=True)
    gate = models.ForeignKey("thongquan.Gate", models.PROTECT, related_name="+", null=True, db_index=False)
    return_gate = models.ForeignKey("thongquan.Gate", models.PROTECT, related_name="+", null=True, db_index=False)

    mode = models.TextField(default="road")
    regime = models.TextField(default="temporary_exportation")
    case = models.TextField(default="permit")
    state = models.TextField(default="draft")
    plate = models.TextField(default="")
    plate_key = models.TextField(default="")
    country = models.TextField(default="VN")
    trailers = ArrayField(models.TextField(), default=list)
    containers = ArrayField(models.TextField(), default=list)
    goods = ArrayField(models.TextField(), default=list)
    driver_name = models.TextField(default="")
    laden = models.BooleanField(default=True)
    body = models.JSONField(default=dict)
    search = models.TextField(default="")

    planned_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    first_crossed_at = models.DateTimeField(null=True)
    due_back_at = models.DateTimeField(null=True)
    extended = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    liquidated_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    hold_reason = models.TextField(default="", blank=True)

    channel = models.TextField(default="")
    channel_reasons = models.JSONField(default=list)
    leg = models.IntegerField(default=1)
    revision = models.IntegerField(default=0)
    corrections = models.IntegerField(default=0)
    redeclares = models.TextField(default="", blank=True)
    source = models.TextField(default="web")
    taken_by = models.BigIntegerField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "vehicle_declaration"
        constraints = [
            models.UniqueConstraint(
                fields=["declarant", "own_reference"], name="own_reference_once",
                condition=~models.Q(own_reference=""),
            ),
            models.CheckConstraint(condition=models.Q(leg__gte=1), name="leg_from_one"),
        ]
        indexes = [
            models.Index(fields=["office", "state", "planned_at"], name="vd_office_state"),
            models.Index(fields=["plate_key"], name="vd_plate"),
            models.Index(fields=["due_back_at"], name="vd_due", condition=models.Q(state="under_way")),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="vd_search"),
            GinIndex(fields=["goods"], name="vd_goods"),
        ]


class Crossing(InReach):
    """One leg passing one gate once: expected, arrived, in yard, crossed."""

    declaration = models.ForeignKey(VehicleDeclaration, models.CASCADE, related_name="crossings", db_index=False)
    leg = models.IntegerField()
    gate = models.ForeignKey("thongquan.Gate", models.PROTECT, db_index=False, related_name="+")
    direction = models.TextField()
    state = models.TextField(default="expected")
    planned_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    yard_in_at = models.DateTimeField(null=True)
    yard_out_at = models.DateTimeField(null=True)
    crossed_at = models.DateTimeField(null=True)
    lane = models.IntegerField(null=True)
    bay = models.TextField(default="", blank=True)
    how = models.TextField(default="", blank=True)
    crossed_by = models.BigIntegerField(null=True)
    scan_id = models.UUIDField(null=True)

    class Meta:
        db_table = "crossing"
        constraints = [models.UniqueConstraint(fields=["declaration", "leg"], name="leg_once")]
        indexes = [models.Index(fields=["gate", "state", "planned_at"], name="crossing_board"),
                   models.Index(fields=["gate", "crossed_at"], name="crossing_day")]


class AgencyTick(InReach):
    """An agency has seen the vehicle and has nothing against it (or has, with a note)."""

    crossing = models.ForeignKey(Crossing, models.CASCADE, related_name="ticks")
    agency = models.TextField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        db_table = "agency_tick"
        constraints = [models.UniqueConstraint(fields=["crossing", "agency"], name="tick_once")]


class DeclarationRequest(InReach):
    """A request with its answer: amend, cancel, extend, or an officer's question to the declarant."""

    KINDS = ("amend", "cancel", "extend", "question")

    declaration = models.ForeignKey(VehicleDeclaration, models.CASCADE, related_name="requests")
    kind = models.TextField()
    state = models.TextField(default="open")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason_code = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    points = models.JSONField(default=list)
    answer = models.TextField(default="", blank=True)
    asked_by = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "declaration_request"
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "kind"], name="one_open_request_of_a_kind",
                condition=models.Q(state="open"),
            ),
        ]


class PhysicalCheck(InReach):
    """An ordered look at the vehicle: where, why, and what was found."""

    declaration = models.ForeignKey(VehicleDeclaration, models.CASCADE, related_name="checks")
    bay = models.TextField(default="", blank=True)
    reason_code = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    ordered_by = models.BigIntegerField(null=True)
    ordered_at = models.DateTimeField()
    result = models.TextField(default="", blank=True)
    remarks = models.TextField(default="", blank=True)
    done_by = models.BigIntegerField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "physical_check"


class Violation(InReach):
    """A breach with the range of fines of its day; a draft until an officer confirms it."""

    declaration = models.ForeignKey(VehicleDeclaration, models.CASCADE, related_name="violations")
    kind = models.TextField(default="late_return")
    state = models.TextField(default="draft")
    detected_at = models.DateTimeField()
    fine_min = models.BigIntegerField(default=0)
    fine_max = models.BigIntegerField(default=0)
    citation = models.TextField(default="", blank=True)
    record_number = models.TextField(default="", blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "violation"


class DeclarationDocument(InReach):
    """A document that supports a declaration; whoever sees the declaration sees it (no office of its own needed)."""

    office_id = models.BigIntegerField(null=True)
    declaration = models.ForeignKey(VehicleDeclaration, models.CASCADE, related_name="papers")
    document = models.ForeignKey("thongquan.Document", models.PROTECT, related_name="+")
    code = models.TextField()

    class Meta:
        db_table = "declaration_document"
        constraints = [models.UniqueConstraint(fields=["declaration", "document"], name="paper_once")]


class SavedTrip(models.Model):
    """A trip kept by name, to declare again in two taps."""

    declarant = models.ForeignKey("thongquan.Party", models.CASCADE, related_name="saved_trips")
    name = models.TextField()
    mode = models.TextField(default="road")
    body = models.JSONField(default=dict)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saved_trip"
        constraints = [models.UniqueConstraint(fields=["declarant", "name"], name="trip_name_once")]


class BulkFile(models.Model):
    """An uploaded sheet of many vehicles with what came of each row.

    `done` rows of `total` have been taken; `reasons` holds the findings of returned rows by row number.
    """

    declarant = models.ForeignKey("thongquan.Party", models.CASCADE, related_name="+")
    file_name = models.TextField()
    sha256 = models.TextField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    accepted = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    numbers = models.JSONField(default=list)
    mode = models.TextField(default="road")
    content = models.BinaryField(null=True)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    reasons = models.JSONField(default=dict)

    class Meta:
        db_table = "bulk_file"
        constraints = [models.UniqueConstraint(fields=["declarant", "sha256"], name="bulk_file_once")]


class PlateHold(models.Model):
    """A plate under an order: it is stopped wherever it is declared or scanned."""

    plate_key = models.TextField(db_index=True, db_column="plate_key")
    reason = models.TextField()
    office_id = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ordered_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "plate_hold"


