"""Signed passes, the keys that signed them, and the links that show a status without login."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from thongquan.models.place import InReach


class PassKey(models.Model):
    """A public key of passes; the private half stays in the key folder, never in the database."""

    kid = models.IntegerField(unique=True)
    public = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    training = models.BooleanField(default=False)

    class Meta:
        db_table = "pass_key"


class Pass(InReach):
    """One pass of one leg and revision, as its 253 digits."""

    declaration = models.ForeignKey("thongquan.VehicleDeclaration", models.CASCADE, related_name="passes", db_index=False)
    leg = models.IntegerField()
    revision = models.IntegerField()
    kid = models.IntegerField()
    digits = models.TextField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    state = models.TextField(default="issued")
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "pass"
        constraints = [models.UniqueConstraint(fields=["declaration", "leg", "revision"], name="pass_once")]


class PublicLink(models.Model):
    """An unguessable link to the status of one movement; it opens no personal data."""

    token = models.TextField(unique=True)
    declaration = models.OneToOneField("thongquan.VehicleDeclaration", models.CASCADE, related_name="public_link", db_constraint=False)
    office_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "public_link"
