"""Tariff editions with their lines, and exchange rates by day: data everybody reads."""

from __future__ import annotations

from django.db import models


class TariffEdition(models.Model):
    """One imported tariff table; the one with the latest `activate_on` of the active ones is in force on a day."""

    STATES = ("staged", "validated", "replayed", "proposed", "active", "rolled_back")

    source = models.TextField()
    sha256 = models.TextField()
    state = models.TextField(default="staged")
    activate_on = models.DateField(null=True)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    replay = models.JSONField(default=dict)
    imported_by = models.BigIntegerField(null=True)
    imported_as = models.TextField(default="", blank=True)
    imported_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    rolled_back_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "tariff_edition"
        indexes = [models.Index(fields=["state", "activate_on"], name="tariff_edition_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | models.Q(approved_by__isnull=True)
                | ~models.Q(proposed_by=models.F("approved_by")),
                name="tariff_edition_by_two_people",
            ),
        ]


class TariffRow(models.Model):
    """One line of an edition: the code, its texts under their headings, its rates as the table writes them.

    `path` has the texts above it ({"vi": [...], "en": [...]}); `rates` is {column: cell}; `words` what it is found by.
    """

    edition = models.ForeignKey(TariffEdition, models.CASCADE, related_name="rows")
    hs = models.TextField()
    line = models.IntegerField()
    text_vi = models.TextField()
    text_en = models.TextField(default="", blank=True)
    text_zh = models.TextField(default="", blank=True)
    path = models.JSONField(default=dict)
    words = models.TextField(default="", blank=True)
    unit = models.TextField(default="", blank=True)
    rates = models.JSONField(default=dict)
    permits = models.JSONField(default=list)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        db_table = "tariff_row"
        constraints = [models.UniqueConstraint(fields=["edition", "hs"], name="tariff_row_once")]


class ExchangeRate(models.Model):
    """Đồng for one unit of a currency, for customs value, from this day on."""

    currency = models.TextField()
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=4)
    source = models.TextField(default="", blank=True)

    class Meta:
        db_table = "exchange_rate"
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="exchange_rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="exchange_rate_positive"),
        ]
