"""The Merkle trail: events, their leaves and checkpoints; and answers kept for safe retries."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """One official act. Append-only: the database refuses UPDATE and DELETE.

    `payload` is canonical JSON (RFC 8785) whose SHA-256 with a zero byte before it is the leaf of
    the log (RFC 6962). Actor and object are plain numbers: the trail outlives what it speaks of.
    """

    at = models.DateTimeField()
    written_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField(default="")
    on_behalf_of = models.BigIntegerField(null=True)
    unit = models.TextField(default="")
    action = models.TextField()
    object_type = models.TextField()
    object_id = models.BigIntegerField(null=True)
    object_version = models.IntegerField(default=0)
    office_ids = ArrayField(models.BigIntegerField(), default=list)
    declarant_id = models.BigIntegerField(null=True)
    request_id = models.TextField(default="")
    payload = models.BinaryField()

    class Meta:
        db_table = "audit_event"
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="audit_event_object")]


class AuditPending(models.Model):
    """Events not yet sealed, filled in the act's own transaction."""

    event = models.OneToOneField(AuditEvent, models.DO_NOTHING, primary_key=True, db_constraint=False)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_pending"


class AuditLeaf(models.Model):
    """The place of an event in the log; `idx` has no gaps and is the cursor of the change feed."""

    idx = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.DO_NOTHING, db_constraint=False)
    hash = models.BinaryField()

    class Meta:
        db_table = "audit_leaf"


class AuditCheckpoint(models.Model):
    """A signed note (C2SP) over the tree head; kept outside too by devices and partners."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    cosignatures = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_checkpoint"


class AuditPrivate(models.Model):
    """Personal data behind an event: erasable, its salted hash stays in the payload."""

    event = models.OneToOneField(AuditEvent, models.DO_NOTHING, primary_key=True, db_constraint=False)
    salt = models.BinaryField()
    body = models.JSONField()

    class Meta:
        db_table = "audit_private"


class IdempotentAnswer(models.Model):
    """The first answer to a mutating call, replayed for 30 days to the same key and body."""

    caller = models.TextField()
    key = models.TextField()
    body_hash = models.TextField()
    status = models.IntegerField(default=0)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "idempotent_answer"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="idempotent_once")]
        indexes = [models.Index(fields=["at"], name="idempotent_at")]
