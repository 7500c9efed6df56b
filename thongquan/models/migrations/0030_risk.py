"""Risk: lines, results, counters, models, scores, weekly figures, behind the second wall."""

import django.contrib.postgres.fields
import django.db.models.expressions
from django.db import migrations, models

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
#: asked once for each statement: is any of the person's units a customs unit
CUSTOMS = f"(select exists (select 1 from unit u where u.id = any({OFFICES}) and u.kind <> 'ministry'))"
OF_OFFICE = f"office_id = any({OFFICES}) or {SYSTEM}"

#: table -> (who reads, who writes); no declarant reads any of them
GUARDS = {
    "risk_line": (OF_OFFICE, SYSTEM),
    "risk_result": (OF_OFFICE, SYSTEM),
    "risk_sum": (SYSTEM, SYSTEM),
    "risk_model": (f"{CUSTOMS} or {SYSTEM}", f"{CUSTOMS} or {SYSTEM}"),
    "risk_model_file": (f"{CUSTOMS} or {SYSTEM}", SYSTEM),
    "risk_score": (OF_OFFICE, SYSTEM),
    "risk_reading": (f"{CUSTOMS} or {SYSTEM}", SYSTEM),
}

#: counters only ever add; an older row may be shorter than what is added now
ADD = """
create function tq_add(a double precision[], b double precision[]) returns double precision[] language sql immutable strict as $$
select array_agg(coalesce(x, 0) + coalesce(y, 0) order by n) from unnest(a, b) with ordinality as t(x, y, n) $$
"""


def guard(table: str, reads: str, writes: str) -> list[str]:
    """The statements that close one table: no context, no rows."""
    return [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy reads on {table} for select using ({reads})",
        f"create policy adds on {table} for insert with check ({writes})",
        f"create policy changes on {table} for update using ({writes}) with check ({writes})",
        f"create policy removes on {table} for delete using ({writes})",
    ]


def unguard(table: str) -> list[str]:
    """The way back."""
    drops = [f"drop policy {name} on {table}" for name in ("reads", "adds", "changes", "removes")]
    return [*drops, f"alter table {table} no force row level security", f"alter table {table} disable row level security"]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [
        ('thongquan', '0029_officers_own'),
    ]

    operations = [
        migrations.CreateModel(
            name='RiskSum',
            fields=[
                ('name', models.TextField(primary_key=True, serialize=False)),
                ('sums', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), size=None)),
            ],
            options={
                'db_table': 'risk_sum',
            },
        ),
        migrations.CreateModel(
            name='RiskLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField(unique=True)),
                ('declaration_id', models.BigIntegerField(null=True)),
                ('number', models.IntegerField(null=True)),
                ('office_id', models.BigIntegerField(null=True)),
                ('day', models.DateField()),
                ('at', models.FloatField()),
                ('procedure', models.TextField(blank=True, default='')),
                ('office', models.TextField(blank=True, default='')),
                ('importer', models.TextField(blank=True, default='')),
                ('importer_since', models.FloatField(default=0)),
                ('aeo', models.FloatField(default=0)),
                ('broker', models.TextField(blank=True, default='')),
                ('supplier', models.TextField(blank=True, default='')),
                ('supplier_country', models.TextField(blank=True, default='')),
                ('hs', models.TextField(blank=True, default='')),
                ('goods_token', models.TextField(blank=True, default='')),
                ('origin', models.TextField(blank=True, default='')),
                ('loading_country', models.TextField(blank=True, default='')),
                ('co_form', models.TextField(blank=True, default='')),
                ('transport', models.TextField(blank=True, default='')),
                ('packages', models.FloatField(default=0)),
                ('net_kg', models.FloatField(default=0)),
                ('gross_kg', models.FloatField(default=0)),
                ('gate_weight_kg', models.FloatField(default=-1)),
                ('value_usd', models.FloatField(default=0)),
                ('duty_rate', models.FloatField(default=0)),
                ('tax_usd', models.FloatField(default=0)),
                ('licence_required', models.FloatField(default=0)),
                ('channel', models.TextField(blank=True, default='')),
                ('selected_by', models.TextField(blank=True, default='')),
                ('counted', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'risk_line',
                'indexes': [models.Index(fields=['day'], name='risk_line_day'), models.Index(condition=models.Q(('declaration_id__isnull', False)), fields=['declaration_id'], name='risk_line_declaration'), models.Index(condition=models.Q(('counted', False)), fields=['at'], name='risk_line_uncounted')],
            },
        ),
        migrations.CreateModel(
            name='RiskModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.TextField(unique=True)),
                ('state', models.TextField(default='candidate')),
                ('objective', models.TextField(default='detection')),
                ('feature_version', models.TextField(blank=True, default='')),
                ('training_hash', models.TextField(blank=True, default='')),
                ('trained_at', models.DateTimeField()),
                ('trained_until', models.DateField()),
                ('card', models.JSONField(default=dict)),
                ('dry_run', models.JSONField(default=dict)),
                ('dry_run_at', models.DateTimeField(null=True)),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('approved_by', models.BigIntegerField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('champion_since', models.DateTimeField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('replaced_id', models.BigIntegerField(null=True)),
                ('reason', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'risk_model',
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'champion')), fields=('state',), name='risk_model_one_champion'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('proposed_by__isnull', False), models.Q(('approved_by', models.F('proposed_by')), _negated=True)), _connector='OR'), name='risk_model_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'champion'), _negated=True), ('approved_by__isnull', False), _connector='OR'), name='risk_model_champion_approved')],
            },
        ),
        migrations.CreateModel(
            name='RiskModelFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model_id', models.BigIntegerField()),
                ('name', models.TextField()),
                ('content', models.BinaryField()),
            ],
            options={
                'db_table': 'risk_model_file',
                'constraints': [models.UniqueConstraint(fields=('model_id', 'name'), name='risk_model_file_once')],
            },
        ),
        migrations.CreateModel(
            name='RiskReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('model_hash', models.TextField(blank=True, default='')),
                ('figure', models.TextField()),
                ('of', models.TextField(blank=True, default='')),
                ('value', models.FloatField()),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('count', models.IntegerField(default=0)),
                ('alarm', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'risk_reading',
                'constraints': [models.UniqueConstraint(fields=('week', 'figure', 'of'), name='risk_reading_once')],
            },
        ),
        migrations.CreateModel(
            name='RiskResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField()),
                ('declaration_id', models.BigIntegerField(null=True)),
                ('office_id', models.BigIntegerField(null=True)),
                ('check_kind', models.TextField()),
                ('day', models.DateField()),
                ('at', models.FloatField()),
                ('found', models.BooleanField()),
                ('type', models.TextField(blank=True, default='')),
                ('revenue_usd', models.FloatField(default=0)),
                ('selected_by', models.TextField(blank=True, default='')),
                ('officer_id', models.BigIntegerField(null=True)),
                ('officer', models.TextField(blank=True, default='')),
                ('begun_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('counted', models.BooleanField(default=False)),
            ],
            options={
                'db_table': 'risk_result',
                'indexes': [models.Index(fields=['code'], name='risk_result_code'), models.Index(fields=['day'], name='risk_result_day'), models.Index(condition=models.Q(('counted', False)), fields=['at'], name='risk_result_uncounted')],
                'constraints': [models.CheckConstraint(condition=models.Q(('check_kind__in', ('physical', 'document', 'post_clearance'))), name='risk_result_kind')],
            },
        ),
        migrations.CreateModel(
            name='RiskScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField(default='goods')),
                ('code', models.TextField()),
                ('declaration_id', models.BigIntegerField(null=True)),
                ('office_id', models.BigIntegerField(null=True)),
                ('day', models.DateField()),
                ('model_hash', models.TextField()),
                ('physical', models.FloatField()),
                ('document', models.FloatField()),
                ('prohibited', models.FloatField(default=0)),
                ('revenue_usd', models.FloatField(default=0)),
                ('score', models.FloatField()),
                ('probability', models.FloatField()),
                ('reasons', models.JSONField(default=list)),
            ],
            options={
                'db_table': 'risk_score',
                'indexes': [models.Index(fields=['kind', 'declaration_id'], name='risk_score_declaration'), models.Index(fields=['code'], name='risk_score_code'), models.Index(fields=['day'], name='risk_score_day')],
            },
        ),
        migrations.RunSQL(
            [*(statement for table, (reads, writes) in GUARDS.items() for statement in guard(table, reads, writes)),
             "create policy verifies on risk_model for select to tq_owner using (true)", ADD],
            ["drop function tq_add(double precision[], double precision[])", "drop policy verifies on risk_model",
             *(statement for table in GUARDS for statement in unguard(table))],
        ),
    ]
