"""Who declares: enterprises, carriers, guests; their drivers, craft and mandates, kept once."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from thongquan.core.actor import MANDATE_SCOPES


class Party(models.Model):
    """An organisation or person known to customs. A guest is a party without a register entry."""

    KINDS = ("enterprise", "household", "foreign_carrier", "person", "authority")

    kind = models.TextField(default="enterprise")
    name = models.TextField()
    country = models.TextField(default="VN")
    tax_scheme = models.TextField(default="VN_MST")
    tax_id = models.TextField()
    phone = models.TextField(default="", blank=True)
    email = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    contact_name = models.TextField(default="", blank=True)
    active = models.BooleanField(default=True)
    stopped = models.BooleanField(default=False)
    guest = models.BooleanField(default=False)
    broker = models.BooleanField(default=False)
    registered_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "party"
        constraints = [models.UniqueConstraint(fields=["tax_scheme", "tax_id"], name="party_tax_id_once")]


class DriverRecord(models.Model):
    """A driver or boat master of a party, with papers and their validity."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="drivers")
    name = models.TextField()
    nationality = models.TextField(default="VN")
    document_kind = models.TextField(default="A")
    document_number = models.TextField()
    issued_on = models.DateField(null=True, blank=True)
    issued_at = models.TextField(default="", blank=True)
    valid_until = models.DateField(null=True, blank=True)
    licence_number = models.TextField(default="", blank=True)
    licence_until = models.DateField(null=True, blank=True)
    phone = models.TextField(default="", blank=True)
    address = models.TextField(default="", blank=True)
    user_id = models.BigIntegerField(null=True, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "driver_record"
        constraints = [models.UniqueConstraint(fields=["party", "document_number"], name="driver_document_once")]


class CraftRecord(models.Model):
    """A vehicle, trailer or vessel of a party; `body` holds the rest of the form's fields."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="craft")
    mode = models.TextField(default="road")
    kind = models.TextField(default="tractor")
    plate = models.TextField()
    plate_key = models.TextField(db_index=True)
    country = models.TextField(default="VN")
    inspected_until = models.DateField(null=True, blank=True)
    body = models.JSONField(default=dict)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "craft_record"
        constraints = [models.UniqueConstraint(fields=["party", "plate_key"], name="craft_plate_once")]


class Mandate(models.Model):
    """A client lets a broker act for it: scope, period, revocable at once."""

    SCOPES = MANDATE_SCOPES

    client = models.ForeignKey(Party, models.CASCADE, related_name="mandates_given")
    agent = models.ForeignKey(Party, models.CASCADE, related_name="mandates_held")
    scopes = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField()
    given_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "mandate"
