"""Dated channel rules that risk officers write and a second one approves."""

from __future__ import annotations

from django.db import models


class ChannelRuleVersion(models.Model):
    """One version of one channel rule; only an approved one within its dates is used."""

    code = models.TextField()
    version = models.IntegerField(default=1)
    channel = models.TextField()
    conditions = models.JSONField(default=list)
    random_per_10000 = models.IntegerField(default=0)
    mandatory = models.BooleanField(default=False)
    words = models.JSONField(default=dict)
    since = models.DateField()
    until = models.DateField(null=True)
    state = models.TextField(default="proposed")
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "channel_rule_version"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="channel_rule_once"),
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | models.Q(approved_by__isnull=True)
                | ~models.Q(proposed_by=models.F("approved_by")),
                name="channel_rule_by_two_people",
            ),
        ]
