"""Tariff editions with their lines, exchange rates by day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [
        ('thongquan', '0011_goods_guards'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.TextField()),
                ('day', models.DateField()),
                ('rate', models.DecimalField(decimal_places=4, max_digits=18)),
                ('source', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'exchange_rate',
                'constraints': [models.UniqueConstraint(fields=('currency', 'day'), name='exchange_rate_once'), models.CheckConstraint(condition=models.Q(('rate__gt', 0)), name='exchange_rate_positive')],
            },
        ),
        migrations.CreateModel(
            name='TariffEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.TextField()),
                ('sha256', models.TextField()),
                ('state', models.TextField(default='staged')),
                ('activate_on', models.DateField(null=True)),
                ('counts', models.JSONField(default=dict)),
                ('findings', models.JSONField(default=list)),
                ('replay', models.JSONField(default=dict)),
                ('imported_by', models.BigIntegerField(null=True)),
                ('imported_as', models.TextField(blank=True, default='')),
                ('imported_at', models.DateTimeField()),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('proposed_at', models.DateTimeField(null=True)),
                ('approved_by', models.BigIntegerField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('rolled_back_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True, default='')),
            ],
            options={
                'db_table': 'tariff_edition',
                'indexes': [models.Index(fields=['state', 'activate_on'], name='tariff_edition_in_force')],
                'constraints': [models.CheckConstraint(condition=models.Q(('proposed_by__isnull', True), ('approved_by__isnull', True), models.Q(('proposed_by', models.F('approved_by')), _negated=True), _connector='OR'), name='tariff_edition_by_two_people')],
            },
        ),
        migrations.CreateModel(
            name='TariffRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hs', models.TextField()),
                ('line', models.IntegerField()),
                ('text_vi', models.TextField()),
                ('text_en', models.TextField(blank=True, default='')),
                ('text_zh', models.TextField(blank=True, default='')),
                ('path', models.JSONField(default=dict)),
                ('words', models.TextField(blank=True, default='')),
                ('unit', models.TextField(blank=True, default='')),
                ('rates', models.JSONField(default=dict)),
                ('permits', models.JSONField(default=list)),
                ('since', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='thongquan.tariffedition')),
            ],
            options={
                'db_table': 'tariff_row',
                'constraints': [models.UniqueConstraint(fields=('edition', 'hs'), name='tariff_row_once')],
            },
        ),
    ]
