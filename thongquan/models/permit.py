"""International transport permits, entered once and reused."""

from __future__ import annotations

from django.db import models


class TransportPermit(models.Model):
    """A permit of one party for one or more plates, with its validity."""

    party = models.ForeignKey("thongquan.Party", models.CASCADE, related_name="permits")
    number = models.TextField()
    issuer = models.TextField(default="", blank=True)
    issued_on = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    plates = models.JSONField(default=list)

    class Meta:
        db_table = "transport_permit"
        constraints = [models.UniqueConstraint(fields=["party", "number"], name="permit_once")]
