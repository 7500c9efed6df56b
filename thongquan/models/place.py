"""Where things happen: the three-level organisation, gates, lanes, hours, exceptions."""

from __future__ import annotations

from django.db import models


class Unit(models.Model):
    """Department, regional sub-department, office, or team; an agency of a ministry stands beside them (kind `ministry`)."""

    LEVELS = ("department", "region", "office", "team", "agency")

    level = models.TextField()
    code = models.TextField(unique=True)
    name_vi = models.TextField()
    name_en = models.TextField(default="")
    name_zh = models.TextField(default="")
    kind = models.TextField(default="")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    evidence = models.TextField(default="", blank=True)
    auto_accept = models.BooleanField(default=False)

    class Meta:
        db_table = "unit"


class Gate(models.Model):
    """A border gate of one mode. `number` is its two bytes on the pass; hours are local minutes."""

    code = models.TextField(unique=True)
    number = models.IntegerField(unique=True)
    office = models.ForeignKey(Unit, models.PROTECT, related_name="gates")
    mode = models.TextField(default="road")
    name_vi = models.TextField()
    name_en = models.TextField(default="")
    name_zh = models.TextField(default="")
    neighbour_vi = models.TextField(default="")
    neighbour_en = models.TextField(default="")
    neighbour_zh = models.TextField(default="")
    neighbour_country = models.TextField(default="CN")
    zone = models.TextField(default="Asia/Ho_Chi_Minh")
    neighbour_zone = models.TextField(default="Asia/Shanghai")
    hours = models.JSONField(default=dict)
    agencies = models.JSONField(default=list)
    yard_capacity = models.IntegerField(default=120)
    hourly_capacity = models.IntegerField(default=27)
    report_to = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "gate"


class GateDay(models.Model):
    """An exception to the weekly hours: a holiday, a short day, or a sudden stop."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="days")
    day = models.DateField()
    opens = models.IntegerField(null=True, blank=True)
    closes = models.IntegerField(null=True, blank=True)
    reason = models.TextField(default="", blank=True)
    announced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "gate_day"
        constraints = [models.UniqueConstraint(fields=["gate", "day"], name="gate_day_once")]


class Lane(models.Model):
    """One lane: at the border line, into the yard, or out of it."""

    KINDS = ("border", "yard_in", "yard_out")

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="lanes")
    number = models.IntegerField()
    kind = models.TextField(default="border")
    direction = models.TextField(default="out")
    open = models.BooleanField(default=True)
    closed_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "lane"
        constraints = [models.UniqueConstraint(fields=["gate", "number"], name="lane_once")]


class InReach(models.Model):
    """A row that offices at either end and its declarant may see (row-level security)."""

    office_id = models.BigIntegerField()
    return_office_id = models.BigIntegerField(null=True)
    declarant_id = models.BigIntegerField(null=True)

    class Meta:
        abstract = True
