"""Ministries' documents, write-offs and checks, messages of the single window."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [
        ('thongquan', '0012_tariff'),
    ]

    operations = [
        # a key to a guarded table is checked by its owner, who must see the rows; 0014 closes it again
        migrations.RunSQL("alter table party no force row level security", "alter table party force row level security"),
        migrations.CreateModel(
            name='AgencyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.TextField(unique=True)),
                ('state', models.TextField(default='up')),
                ('since', models.DateTimeField()),
                ('reason', models.TextField(blank=True, default='')),
                ('object_version', models.IntegerField(default=0)),
                ('last_ok', models.DateTimeField(null=True)),
                ('failures', models.IntegerField(default=0)),
                ('open_until', models.DateTimeField(null=True)),
                ('cursor', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'agency_link',
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency', models.TextField()),
                ('kind', models.TextField()),
                ('number', models.TextField()),
                ('number_key', models.TextField()),
                ('holder_tax_id', models.TextField(blank=True, default='')),
                ('holder_name', models.TextField(blank=True, default='')),
                ('direction', models.TextField(blank=True, default='')),
                ('issued_on', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('state', models.TextField(default='issued')),
                ('source', models.TextField(default='nsw')),
                ('object_version', models.IntegerField(default=0)),
                ('late', models.BooleanField(default=False)),
                ('reason', models.TextField(blank=True, default='')),
                ('sha256', models.TextField(blank=True, default='')),
                ('document_id', models.BigIntegerField(null=True)),
                ('entered_by', models.BigIntegerField(null=True)),
                ('entered_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('version', models.IntegerField(default=1)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='thongquan.party')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'licence',
            },
        ),
        migrations.CreateModel(
            name='LicenceCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declaration_id', models.BigIntegerField(db_index=True)),
                ('declaration', models.TextField(blank=True, default='')),
                ('declarant_id', models.BigIntegerField()),
                ('office_id', models.BigIntegerField()),
                ('agency', models.TextField()),
                ('kind', models.TextField()),
                ('number', models.TextField()),
                ('number_key', models.TextField()),
                ('mode', models.TextField()),
                ('claim', models.JSONField(default=dict)),
                ('differences', models.JSONField(default=list)),
                ('since', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('level', models.IntegerField(default=0)),
                ('escalated_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(blank=True, default='')),
                ('reason', models.TextField(blank=True, default='')),
                ('settled_by', models.BigIntegerField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'licence_check',
            },
        ),
        migrations.CreateModel(
            name='LicenceLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField()),
                ('hs', models.TextField()),
                ('words', models.TextField(blank=True, default='')),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=24, null=True)),
                ('unit', models.TextField(blank=True, default='')),
                ('origin', models.TextField(blank=True, default='')),
                ('tolerance', models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ('used', models.DecimalField(decimal_places=6, default=0, max_digits=24)),
                ('lowered', models.BooleanField(default=False)),
                ('licence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='thongquan.licence')),
            ],
            options={
                'db_table': 'licence_line',
            },
        ),
        migrations.CreateModel(
            name='OutboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.TextField()),
                ('message_id', models.TextField(unique=True)),
                ('body', models.JSONField(default=dict)),
                ('state', models.TextField(default='queued')),
                ('tries', models.IntegerField(default=0)),
                ('due_at', models.DateTimeField()),
                ('error', models.TextField(blank=True, default='')),
                ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'outbox_message',
            },
        ),
        migrations.CreateModel(
            name='WriteOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declaration_id', models.BigIntegerField(db_index=True)),
                ('declaration', models.TextField(blank=True, default='')),
                ('declaration_line', models.IntegerField()),
                ('quantity', models.DecimalField(decimal_places=6, max_digits=24)),
                ('at', models.DateTimeField()),
                ('by_id', models.BigIntegerField(null=True)),
                ('restored_at', models.DateTimeField(null=True)),
                ('restored_reason', models.TextField(blank=True, default='')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='thongquan.licenceline')),
            ],
            options={
                'db_table': 'write_off',
            },
        ),
        migrations.CreateModel(
            name='InboxMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partner', models.TextField()),
                ('message_id', models.TextField()),
                ('kind', models.TextField(blank=True, default='')),
                ('object_key', models.TextField(blank=True, default='')),
                ('object_version', models.IntegerField(default=0)),
                ('body', models.BinaryField()),
                ('sha256', models.TextField()),
                ('signature_ok', models.BooleanField()),
                ('received_at', models.DateTimeField()),
                ('outcome', models.TextField()),
                ('reason', models.TextField(blank=True, default='')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'inbox_message',
                'indexes': [models.Index(fields=['unit', '-id'], name='inbox_unit')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('signature_ok', True)), fields=('partner', 'message_id'), name='inbox_message_once'), models.UniqueConstraint(condition=models.Q(('signature_ok', False)), fields=('partner', 'sha256'), name='inbox_forgery_once')],
            },
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['unit', '-id'], name='licence_unit'),
        ),
        migrations.AddIndex(
            model_name='licence',
            index=models.Index(fields=['valid_until', 'state'], name='licence_ends'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(fields=('kind', 'number_key'), name='licence_once'),
        ),
        migrations.AddIndex(
            model_name='licencecheck',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['due_at'], name='licence_check_due'),
        ),
        migrations.AddIndex(
            model_name='licencecheck',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['kind', 'number_key'], name='licence_check_open'),
        ),
        migrations.AddConstraint(
            model_name='licencecheck',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('declaration_id', 'kind', 'number_key'), name='licence_check_once'),
        ),
        migrations.AddConstraint(
            model_name='licenceline',
            constraint=models.UniqueConstraint(fields=('licence', 'number'), name='licence_line_once'),
        ),
        migrations.AddConstraint(
            model_name='licenceline',
            constraint=models.CheckConstraint(condition=models.Q(('used__gte', 0)), name='licence_used_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='licenceline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__isnull', True), ('lowered', True), ('used__lte', django.db.models.expressions.CombinedExpression(models.F('quantity'), '+', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('quantity'), '*', models.F('tolerance')), '/', models.Value(100)))), _connector='OR'), name='licence_never_overdrawn'),
        ),
        migrations.AddIndex(
            model_name='outboxmessage',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['due_at'], name='outbox_due'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.UniqueConstraint(condition=models.Q(('restored_at__isnull', True)), fields=('line', 'declaration_id', 'declaration_line'), name='write_off_once'),
        ),
        migrations.AddConstraint(
            model_name='writeoff',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='write_off_not_negative'),
        ),
    ]
