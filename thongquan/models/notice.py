"""What people are told: notices in the app, and the outbox that carries them further."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Notice(models.Model):
    """A message to a party or to one person; its sentence comes from the notice's kind."""

    party_id = models.BigIntegerField(null=True, db_index=True)
    user_id = models.BigIntegerField(null=True, db_index=True)
    kind = models.TextField()
    values = models.JSONField(default=dict)
    link = models.TextField(default="")
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"


class Dispatch(models.Model):
    """One notice on one channel (e-mail, SMS, Zalo, WeChat, web push) with its fate."""

    CHANNELS = ("email", "sms", "zalo", "wechat", "push")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="dispatches")
    channel = models.TextField()
    address = models.TextField()
    language = models.TextField(default="vi")
    text = models.TextField()
    state = models.TextField(default="queued")
    tries = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dispatch"
        indexes = [models.Index(fields=["state", "id"], name="dispatch_state")]


class ChannelChoice(models.Model):
    """Where a party wants its notices."""

    party_id = models.BigIntegerField()
    channel = models.TextField()
    address = models.TextField()
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "channel_choice"
        constraints = [models.UniqueConstraint(fields=["party_id", "channel", "address"], name="channel_once")]
