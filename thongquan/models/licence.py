"""Ministries' documents: lines with balances, write-offs, checks that wait, messages, links."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Licence(models.Model):
    """One document of one agency. `object_version` is the ministry's own; the highest one alone decides.

    `unit` is the agency among our units, whose officers see it; `holder` is set when the tax id is registered here.
    `number_key` is the number without blanks and dashes; `late` says that a paper was keyed after its day, `gone_at`
    since when it is revoked or refused.
    """

    SOURCES = ("nsw", "inbox", "scan")

    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+")
    agency = models.TextField()
    kind = models.TextField()
    number = models.TextField()
    number_key = models.TextField()
    holder = models.ForeignKey("thongquan.Party", models.PROTECT, null=True, related_name="licences")
    holder_tax_id = models.TextField(default="", blank=True)
    holder_name = models.TextField(default="", blank=True)
    direction = models.TextField(default="", blank=True)
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    state = models.TextField(default="issued")
    source = models.TextField(default="nsw")
    object_version = models.IntegerField(default=0)
    late = models.BooleanField(default=False)
    reason = models.TextField(default="", blank=True)
    sha256 = models.TextField(default="", blank=True)
    document_id = models.BigIntegerField(null=True)
    entered_by = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "licence"
        constraints = [models.UniqueConstraint(fields=["kind", "number_key"], name="licence_once")]
        indexes = [
            models.Index(fields=["unit", "-id"], name="licence_unit"),
            models.Index(fields=["valid_until", "state"], name="licence_ends"),
        ]


class LicenceLine(models.Model):
    """One line with its balance. `lowered`: the ministry went below what was already used; nothing more can be drawn."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="lines", db_index=False)
    number = models.IntegerField()
    hs = models.TextField()
    words = models.TextField(default="", blank=True)
    quantity = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    unit = models.TextField(default="", blank=True)
    origin = models.TextField(default="", blank=True)
    tolerance = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    used = models.DecimalField(max_digits=24, decimal_places=6, default=0)
    lowered = models.BooleanField(default=False)

    class Meta:
        db_table = "licence_line"
        constraints = [
            models.UniqueConstraint(fields=["licence", "number"], name="licence_line_once"),
            models.CheckConstraint(condition=models.Q(used__gte=0), name="licence_used_not_negative"),
            models.CheckConstraint(
                condition=models.Q(quantity__isnull=True) | models.Q(lowered=True)
                | models.Q(used__lte=models.F("quantity") + models.F("quantity") * models.F("tolerance") / 100),
                name="licence_never_overdrawn"),
        ]


class WriteOff(models.Model):
    """So much of a licence line for one declaration line, in the licence's unit; given back when the declaration falls."""

    line = models.ForeignKey(LicenceLine, models.PROTECT, related_name="uses")
    declaration_id = models.BigIntegerField(db_index=True)
    declaration = models.TextField(default="", blank=True)
    declaration_line = models.IntegerField()
    quantity = models.DecimalField(max_digits=24, decimal_places=6)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    restored_at = models.DateTimeField(null=True)
    restored_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "write_off"
        constraints = [
            models.UniqueConstraint(fields=["line", "declaration_id", "declaration_line"], condition=models.Q(restored_at__isnull=True),
                                    name="write_off_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=0), name="write_off_not_negative"),
        ]


class LicenceCheck(models.Model):
    """What still owes an answer of an agency: a hold (`wait`) or a check afterwards (`post_check`).

    `claim` is what the declaration wants of the document, so that the answer can be judged when it comes.
    A hold that nobody settles before `due_at` climbs: `level` 1 head of office, 2 region, 3 department.
    """

    MODES = ("wait", "post_check")

    declaration_id = models.BigIntegerField(db_index=True)
    declaration = models.TextField(default="", blank=True)
    declarant_id = models.BigIntegerField()
    office_id = models.BigIntegerField()
    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, related_name="+")
    agency = models.TextField()
    kind = models.TextField()
    number = models.TextField()
    number_key = models.TextField()
    mode = models.TextField()
    claim = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    level = models.IntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    settled_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "licence_check"
        constraints = [
            models.UniqueConstraint(fields=["declaration_id", "kind", "number_key"], condition=models.Q(settled_at__isnull=True),
                                    name="licence_check_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(settled_at__isnull=True), name="licence_check_due"),
            models.Index(fields=["kind", "number_key"], condition=models.Q(settled_at__isnull=True), name="licence_check_open"),
        ]


class InboxMessage(models.Model):
    """One message of a partner, kept as it came. A forged one never takes the place of the true one."""

    partner = models.TextField()
    message_id = models.TextField()
    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, related_name="+")
    kind = models.TextField(default="", blank=True)
    object_key = models.TextField(default="", blank=True)
    object_version = models.IntegerField(default=0)
    body = models.BinaryField()
    sha256 = models.TextField()
    signature_ok = models.BooleanField()
    received_at = models.DateTimeField()
    outcome = models.TextField()
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "inbox_message"
        constraints = [
            models.UniqueConstraint(fields=["partner", "message_id"], condition=models.Q(signature_ok=True), name="inbox_message_once"),
            models.UniqueConstraint(fields=["partner", "sha256"], condition=models.Q(signature_ok=False), name="inbox_forgery_once"),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="inbox_unit")]


class OutboxMessage(models.Model):
    """One message to a partner, written in the act's own transaction and sent by the night shift."""

    STATES = ("queued", "sent", "failed")

    partner = models.TextField()
    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, related_name="+")
    message_id = models.TextField(unique=True)
    body = models.JSONField(default=dict)
    state = models.TextField(default="queued")
    tries = models.IntegerField(default=0)
    due_at = models.DateTimeField()
    error = models.TextField(default="", blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_message"
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="queued"), name="outbox_due")]


class AgencyLink(models.Model):
    """How the way to an agency, or to the single window itself, stands; `cursor` is how far its messages are read."""

    agency = models.TextField(unique=True)
    state = models.TextField(default="up")
    since = models.DateTimeField()
    reason = models.TextField(default="", blank=True)
    object_version = models.IntegerField(default=0)
    last_ok = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    cursor = models.TextField(default="", blank=True)

    class Meta:
        db_table = "agency_link"
