"""What selects: channel rules, goods profiles, lists, room; every decision on a channel."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
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


class GoodsProfile(models.Model):
    """One version of one goods profile: conditions in the small language, lane, purpose, period, its trial on history.

    Version and text never change once written; a change is a new version. An `order` is what law or an alert
    prescribes; a `profile` lives at most ninety days.
    """

    STATES = ("draft", "tested", "proposed", "active", "suspended", "ended", "refused")

    code = models.TextField()
    version = models.IntegerField(default=1)
    kind = models.TextField(default="profile")
    text = models.TextField()
    lane = models.TextField()
    form = models.TextField(default="", blank=True)
    words = models.JSONField(default=dict)
    purpose = models.TextField(default="", blank=True)
    citation = models.TextField(default="", blank=True)
    owner_id = models.BigIntegerField(null=True)
    expected = models.DecimalField(max_digits=5, decimal_places=2, default=10)
    offices = ArrayField(models.TextField(), default=list)
    since = models.DateField()
    until = models.DateField(null=True)
    state = models.TextField(default="draft")
    trial = models.JSONField(default=dict)
    tested_at = models.DateTimeField(null=True)
    written_by = models.BigIntegerField(null=True)
    written_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "goods_profile"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="goods_profile_once"),
            models.UniqueConstraint(fields=["code"], condition=models.Q(state="active"), name="goods_profile_one_active"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | (models.Q(proposed_by__isnull=False) & ~models.Q(approved_by=models.F("proposed_by"))
                   & (models.Q(written_by__isnull=True) | ~models.Q(approved_by=models.F("written_by")))),
                name="goods_profile_by_two_people"),
            models.CheckConstraint(
                condition=~models.Q(kind="profile") | models.Q(state__in=("draft", "tested", "proposed", "refused", "ended"))
                | models.Q(until__lte=models.F("since") + models.Value(timedelta(days=90))),
                name="goods_profile_ninety_days"),
            models.CheckConstraint(condition=models.Q(kind__in=("profile", "order"), lane__in=("yellow", "red")), name="goods_profile_words"),
        ]
        indexes = [models.Index(fields=["state"], name="goods_profile_state")]


class EntityList(models.Model):
    """A named list that profiles may cite beside other conditions; `revision` grows with every change."""

    name = models.TextField(unique=True)
    kind = models.TextField(default="code")
    words = models.JSONField(default=dict)
    purpose = models.TextField(default="", blank=True)
    revision = models.IntegerField(default=1)

    class Meta:
        db_table = "entity_list"


class EntityEntry(models.Model):
    """One name, number or code on a list: why, from when until when, who put it there."""

    entity_list = models.ForeignKey(EntityList, models.CASCADE, related_name="entries", db_index=False)
    value = models.TextField()
    reason = models.TextField(default="", blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    added_by = models.BigIntegerField(null=True)
    removed_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "entity_entry"
        indexes = [models.Index(fields=["entity_list", "value"], name="entity_entry_value")]


class Selection(models.Model):
    """One decision on the channel of a goods declaration, with everything that judged; rows are added, never changed.

    `drawn` says what the die alone chose ("" for nothing): rows of the first kind with `drawn` red or yellow are
    the unbiased sample. What checks found stands in `check_label`.
    """

    KINDS = ("initial", "new_information", "override")

    declaration = models.ForeignKey("thongquan.GoodsDeclaration", models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey("thongquan.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    kind = models.TextField(default="initial")
    before = models.TextField(default="", blank=True)
    channel = models.TextField()
    reasons = models.JSONField(default=list)
    codes = ArrayField(models.TextField(), default=list)
    forms = ArrayField(models.TextField(), default=list)
    die = models.IntegerField(null=True)
    drawn = models.TextField(default="", blank=True)
    review = models.BooleanField(default=False)
    set_version = models.TextField(default="", blank=True)
    model_hash = models.TextField(default="", blank=True)
    score = models.JSONField(default=dict)
    priority = models.FloatField(null=True)
    reason_code = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "selection"
        constraints = [
            models.UniqueConstraint(fields=["declaration"], condition=models.Q(kind="initial"), name="selection_first_once"),
            models.CheckConstraint(condition=models.Q(kind__in=("initial", "new_information", "override")), name="selection_kind"),
            models.CheckConstraint(condition=models.Q(die__isnull=True) | models.Q(die__gte=0, die__lte=9999), name="selection_die"),
        ]
        indexes = [
            models.Index(fields=["declaration", "at"], name="selection_declaration"),
            models.Index(fields=["office", "at"], name="selection_office_at"),
        ]


class LaneBudget(models.Model):
    """What an office can check in a week (its Monday), what is used, and the score from which room is filled."""

    office = models.ForeignKey("thongquan.Unit", models.CASCADE, related_name="+", db_index=False)
    week = models.DateField()
    red = models.IntegerField(null=True)
    yellow = models.IntegerField(null=True)
    red_used = models.IntegerField(default=0)
    yellow_used = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
    cuts = models.JSONField(default=dict)
    scanner = models.BooleanField(default=False)
    drift_alarm = models.BooleanField(default=False)
    set_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "lane_budget"
        constraints = [models.UniqueConstraint(fields=["office", "week"], name="lane_budget_once")]


class TraderGrade(models.Model):
    """The compliance level (1-5) and risk class (1-9) of a party on a day, with the criteria that decided."""

    party = models.ForeignKey("thongquan.Party", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    level = models.IntegerField()
    risk_class = models.IntegerField()
    since = models.DateField()
    criteria = models.JSONField(default=list)
    rose_from_five = models.BooleanField(default=False)

    class Meta:
        db_table = "trader_grade"
        constraints = [
            models.UniqueConstraint(fields=["party", "day"], name="trader_grade_once"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=5, risk_class__gte=1, risk_class__lte=9), name="trader_grade_levels"),
        ]
