"""The channel of goods: profiles, lists, decisions, weekly room of lanes, compliance levels."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [
        ('thongquan', '0014_licence_guards'),
    ]

    operations = [
        # a key to a guarded table is checked by its owner, who must see the rows; 0016 closes them again
        migrations.RunSQL(["alter table party no force row level security", "alter table goods_declaration no force row level security"],
                          ["alter table party force row level security", "alter table goods_declaration force row level security"]),
        migrations.CreateModel(
            name='EntityList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(unique=True)),
                ('kind', models.TextField(default='code')),
                ('words', models.JSONField(default=dict)),
                ('purpose', models.TextField(blank=True, default='')),
                ('revision', models.IntegerField(default=1)),
            ],
            options={
                'db_table': 'entity_list',
            },
        ),
        migrations.CreateModel(
            name='GoodsProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField()),
                ('version', models.IntegerField(default=1)),
                ('kind', models.TextField(default='profile')),
                ('text', models.TextField()),
                ('lane', models.TextField()),
                ('form', models.TextField(blank=True, default='')),
                ('words', models.JSONField(default=dict)),
                ('purpose', models.TextField(blank=True, default='')),
                ('citation', models.TextField(blank=True, default='')),
                ('owner_id', models.BigIntegerField(null=True)),
                ('expected', models.DecimalField(decimal_places=2, default=10, max_digits=5)),
                ('offices', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('state', models.TextField(default='draft')),
                ('trial', models.JSONField(default=dict)),
                ('tested_at', models.DateTimeField(null=True)),
                ('written_by', models.BigIntegerField(null=True)),
                ('written_at', models.DateTimeField()),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('approved_by', models.BigIntegerField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'goods_profile',
                'indexes': [models.Index(fields=['state'], name='goods_profile_state')],
                'constraints': [models.UniqueConstraint(fields=('code', 'version'), name='goods_profile_once'), models.UniqueConstraint(condition=models.Q(('state', 'active')), fields=('code',), name='goods_profile_one_active'), models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('proposed_by__isnull', False), models.Q(('approved_by', models.F('proposed_by')), _negated=True), models.Q(('written_by__isnull', True), models.Q(('approved_by', models.F('written_by')), _negated=True), _connector='OR')), _connector='OR'), name='goods_profile_by_two_people'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'profile'), _negated=True), ('state__in', ('draft', 'tested', 'proposed', 'refused', 'ended')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('since'), '+', models.Value(datetime.timedelta(days=90)))), _connector='OR'), name='goods_profile_ninety_days'), models.CheckConstraint(condition=models.Q(('kind__in', ('profile', 'order')), ('lane__in', ('yellow', 'red'))), name='goods_profile_words')],
            },
        ),
        migrations.CreateModel(
            name='EntityEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.TextField()),
                ('reason', models.TextField(blank=True, default='')),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('added_by', models.BigIntegerField(null=True)),
                ('removed_by', models.BigIntegerField(null=True)),
                ('entity_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='thongquan.entitylist')),
            ],
            options={
                'db_table': 'entity_entry',
                'indexes': [models.Index(fields=['entity_list', 'value'], name='entity_entry_value')],
            },
        ),
        migrations.CreateModel(
            name='LaneBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField()),
                ('red', models.IntegerField(null=True)),
                ('yellow', models.IntegerField(null=True)),
                ('red_used', models.IntegerField(default=0)),
                ('yellow_used', models.IntegerField(default=0)),
                ('expected', models.IntegerField(default=0)),
                ('cuts', models.JSONField(default=dict)),
                ('scanner', models.BooleanField(default=False)),
                ('drift_alarm', models.BooleanField(default=False)),
                ('set_by', models.BigIntegerField(null=True)),
                ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'lane_budget',
                'constraints': [models.UniqueConstraint(fields=('office', 'week'), name='lane_budget_once')],
            },
        ),
        migrations.CreateModel(
            name='Selection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.TextField(default='initial')),
                ('before', models.TextField(blank=True, default='')),
                ('channel', models.TextField()),
                ('reasons', models.JSONField(default=list)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('die', models.IntegerField(null=True)),
                ('drawn', models.TextField(blank=True, default='')),
                ('review', models.BooleanField(default=False)),
                ('set_version', models.TextField(blank=True, default='')),
                ('model_hash', models.TextField(blank=True, default='')),
                ('score', models.JSONField(default=dict)),
                ('priority', models.FloatField(null=True)),
                ('reason_code', models.TextField(blank=True, default='')),
                ('reason', models.TextField(blank=True, default='')),
                ('by_id', models.BigIntegerField(null=True)),
                ('declaration', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.goodsdeclaration')),
                ('office', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'selection',
                'indexes': [models.Index(fields=['declaration', 'at'], name='selection_declaration'), models.Index(fields=['office', 'at'], name='selection_office_at')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'initial')), fields=('declaration',), name='selection_first_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('initial', 'new_information', 'override'))), name='selection_kind'), models.CheckConstraint(condition=models.Q(('die__isnull', True), models.Q(('die__gte', 0), ('die__lte', 9999)), _connector='OR'), name='selection_die')],
            },
        ),
        migrations.CreateModel(
            name='TraderGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('level', models.IntegerField()),
                ('risk_class', models.IntegerField()),
                ('since', models.DateField()),
                ('criteria', models.JSONField(default=list)),
                ('rose_from_five', models.BooleanField(default=False)),
                ('party', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='thongquan.party')),
            ],
            options={
                'db_table': 'trader_grade',
                'constraints': [models.UniqueConstraint(fields=('party', 'day'), name='trader_grade_once'), models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 5), ('risk_class__gte', 1), ('risk_class__lte', 9)), name='trader_grade_levels')],
            },
        ),
    ]
