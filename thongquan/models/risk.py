"""Risk: lines, results of checks, counters, models, scores, weekly figures."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class RiskLine(models.Model):
    """One declared goods line with exactly what prediction knew of it; `code` is its name in the learning history.

    `at` counts days since the origin of `risk.fields`. `declaration_id` is empty for history taken over from elsewhere.
    `looks` is what the champion's first look at it adds to the counters; `counted`: whether they hold it already.
    """

    code = models.TextField(unique=True)
    declaration_id = models.BigIntegerField(null=True)
    number = models.IntegerField(null=True)
    office_id = models.BigIntegerField(null=True)
    day = models.DateField()
    at = models.FloatField()
    procedure = models.TextField(default="", blank=True)
    office = models.TextField(default="", blank=True)
    importer = models.TextField(default="", blank=True)
    importer_since = models.FloatField(default=0)
    aeo = models.FloatField(default=0)
    broker = models.TextField(default="", blank=True)
    supplier = models.TextField(default="", blank=True)
    supplier_country = models.TextField(default="", blank=True)
    hs = models.TextField(default="", blank=True)
    goods_token = models.TextField(default="", blank=True)
    origin = models.TextField(default="", blank=True)
    loading_country = models.TextField(default="", blank=True)
    co_form = models.TextField(default="", blank=True)
    transport = models.TextField(default="", blank=True)
    packages = models.FloatField(default=0)
    net_kg = models.FloatField(default=0)
    gross_kg = models.FloatField(default=0)
    gate_weight_kg = models.FloatField(default=-1)
    value_usd = models.FloatField(default=0)
    duty_rate = models.FloatField(default=0)
    tax_usd = models.FloatField(default=0)
    licence_required = models.FloatField(default=0)
    channel = models.TextField(default="", blank=True)
    selected_by = models.TextField(default="", blank=True)
    looks = ArrayField(models.FloatField(), null=True)
    counted = models.BooleanField(default=False)

    class Meta:
        db_table = "risk_line"
        indexes = [
            models.Index(fields=["day"], name="risk_line_day"),
            models.Index(fields=["declaration_id"], condition=models.Q(declaration_id__isnull=False), name="risk_line_declaration"),
            models.Index(fields=["at"], condition=models.Q(counted=False), name="risk_line_uncounted"),
        ]


class RiskResult(models.Model):
    """What one check of one line found: its kind, officer, beginning and end, closed result, type, evaded duty.

    `at` is when it became known to prediction (days since the origin), never before the end of that day.
    """

    code = models.TextField()
    declaration_id = models.BigIntegerField(null=True)
    office_id = models.BigIntegerField(null=True)
    check_kind = models.TextField()
    day = models.DateField()
    at = models.FloatField()
    found = models.BooleanField()
    type = models.TextField(default="", blank=True)
    revenue_usd = models.FloatField(default=0)
    selected_by = models.TextField(default="", blank=True)
    officer_id = models.BigIntegerField(null=True)
    officer = models.TextField(default="", blank=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    counted = models.BooleanField(default=False)

    class Meta:
        db_table = "risk_result"
        constraints = [models.CheckConstraint(condition=models.Q(check_kind__in=("physical", "document", "post_clearance")), name="risk_result_kind")]
        indexes = [
            models.Index(fields=["code"], name="risk_result_code"),
            models.Index(fields=["day"], name="risk_result_day"),
            models.Index(fields=["at"], condition=models.Q(counted=False), name="risk_result_uncounted"),
        ]


class RiskSum(models.Model):
    """The counters of one entity and key (`name` is "entity:key"), in the order of `risk.entities`."""

    name = models.TextField(primary_key=True)
    sums = ArrayField(models.FloatField())

    class Meta:
        db_table = "risk_sum"


class RiskModel(models.Model):
    """A trained model: which data, which features, what it reached (`card`), its trial on the last days, who answers for it.

    One is champion. `replaced_id` is the champion before it, to which one step back leads.
    """

    STATES = ("candidate", "proposed", "champion", "retired", "refused")

    hash = models.TextField(unique=True)
    state = models.TextField(default="candidate")
    objective = models.TextField(default="detection")
    feature_version = models.TextField(default="", blank=True)
    training_hash = models.TextField(default="", blank=True)
    trained_at = models.DateTimeField()
    trained_until = models.DateField()
    card = models.JSONField(default=dict)
    dry_run = models.JSONField(default=dict)
    dry_run_at = models.DateTimeField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    champion_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    replaced_id = models.BigIntegerField(null=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        db_table = "risk_model"
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="champion"), name="risk_model_one_champion"),
            models.CheckConstraint(condition=models.Q(approved_by__isnull=True) | models.Q(proposed_by__isnull=False)
                                   & ~models.Q(approved_by=models.F("proposed_by")), name="risk_model_by_two_people"),
            models.CheckConstraint(condition=~models.Q(state="champion") | models.Q(approved_by__isnull=False), name="risk_model_champion_approved"),
        ]


class RiskModelFile(models.Model):
    """One file of a model; the model's hash covers its content."""

    model_id = models.BigIntegerField()
    name = models.TextField()
    content = models.BinaryField()

    class Meta:
        db_table = "risk_model_file"
        constraints = [models.UniqueConstraint(fields=["model_id", "name"], name="risk_model_file_once")]


class RiskScore(models.Model):
    """What a model said of a line (or a vehicle) at registration, with the reasons it gave; customs' own, never a declarant's."""

    kind = models.TextField(default="goods")
    code = models.TextField()
    declaration_id = models.BigIntegerField(null=True)
    office_id = models.BigIntegerField(null=True)
    day = models.DateField()
    model_hash = models.TextField()
    physical = models.FloatField()
    document = models.FloatField()
    prohibited = models.FloatField(default=0)
    revenue_usd = models.FloatField(default=0)
    score = models.FloatField()
    probability = models.FloatField()
    reasons = models.JSONField(default=list)

    class Meta:
        db_table = "risk_score"
        indexes = [
            models.Index(fields=["kind", "declaration_id"], name="risk_score_declaration"),
            models.Index(fields=["code"], name="risk_score_code"),
            models.Index(fields=["day"], name="risk_score_day"),
        ]


class RiskReading(models.Model):
    """One figure of one week: drift of a feature or of the score, hit rate against expectation, delay of labels, unseen traders."""

    week = models.DateField()
    model_hash = models.TextField(default="", blank=True)
    figure = models.TextField()
    of = models.TextField(default="", blank=True)
    value = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    count = models.IntegerField(default=0)
    alarm = models.BooleanField(default=False)

    class Meta:
        db_table = "risk_reading"
        constraints = [models.UniqueConstraint(fields=["week", "figure", "of"], name="risk_reading_once")]


class RiskTrip(models.Model):
    """A vehicle's trip taken over from elsewhere, with what came of it; trips of this house are counted from their own rows."""

    code = models.TextField(unique=True)
    office_id = models.BigIntegerField(null=True)
    plate_key = models.TextField()
    drivers = ArrayField(models.TextField(), default=list)
    carrier = models.TextField(default="", blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    late = models.BooleanField(default=False)
    checked = models.BooleanField(default=False)
    found = models.BooleanField(default=False)
    off = models.BooleanField(default=False)

    class Meta:
        db_table = "risk_trip"
        indexes = [models.Index(fields=["begun_at"], name="risk_trip_begun")]
