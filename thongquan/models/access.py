"""Who may do what: people, their dated roles, deputies, machine keys and look-ups."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Now


class User(AbstractUser):
    """A person who signs in. Roles are never here: they are dated grants."""

    full_name = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    language = models.TextField(default="vi")
    icon = models.TextField(default="user")
    demo = models.BooleanField(default=False)

    class Meta:
        db_table = "person"


class Grant(models.Model):
    """One role of one person, at one unit or for one party, for a time; granted by two people.

    An `emergency` grant is the broken glass: one person alone, for minutes, told and reviewed afterwards.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.TextField()
    unit = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, blank=True)
    party = models.ForeignKey("thongquan.Party", models.CASCADE, null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    proposed_by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    emergency = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True)
    told = models.BigIntegerField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review = models.TextField(default="", blank=True)

    class Meta:
        db_table = "role_grant"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(emergency=False) | models.Q(expires_at__isnull=False, told__isnull=False),
                name="emergency_ends_and_is_told",
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("user")),
                name="emergency_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(proposed_by__isnull=True) | models.Q(approved_by__isnull=True)
                | ~models.Q(proposed_by=models.F("approved_by")),
                name="grant_by_two_people",
            ),
        ]


class Deputy(models.Model):
    """A leader's deputy between two dates."""

    leader = models.ForeignKey(User, models.CASCADE, related_name="deputies")
    deputy = models.ForeignKey(User, models.CASCADE, related_name="deputises_for")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        db_table = "deputy"


class ApiKey(models.Model):
    """A machine's key: only its hash is kept; scopes name what it may do."""

    SCOPES = ("declarations:read", "declarations:write", "gate:scan", "changes:read", "reports:read", "licences:write", "gate:run", "payments:write",
              "images:write")

    name = models.TextField()
    prefix = models.TextField(unique=True)
    secret_hash = models.TextField()
    scopes = models.JSONField(default=list)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    created_at = models.DateTimeField(db_default=Now())
    until = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"


class OneTimeLink(models.Model):
    """A link that works once (first administrator, invitation); only its hash is kept."""

    token_hash = models.TextField(unique=True)
    purpose = models.TextField()
    body = models.JSONField(default=dict)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "one_time_link"


class LookUp(models.Model):
    """Who looked at whose case, when: look-ups are evidence too."""

    user = models.ForeignKey(User, models.CASCADE)
    object_type = models.TextField()
    object_id = models.BigIntegerField()
    office_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "look_up"
        indexes = [models.Index(fields=["object_type", "object_id"], name="look_up_object")]


class SavedFilter(models.Model):
    """One person's own filter of a list, kept by name; `query` is what stands in the address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters")
    page = models.TextField(default="queue")
    name = models.TextField()
    query = models.TextField()

    class Meta:
        db_table = "saved_filter"
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="filter_name_once")]
