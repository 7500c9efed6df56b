"""Assignment: skills, shifts, epochs, tasks, draws; the database keeps the hats apart."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

#: who has had one part in a declaration gets no other: the unique index makes it hold between transactions too
HATS = """
create function tq_wear(of_declaration bigint, person bigint, hat text) returns void language plpgsql security definer
set search_path = public as $$
begin
    if person is null then return; end if;
    insert into case_hat (declaration_id, officer_id, kind) values (of_declaration, person, hat)
        on conflict (declaration_id, officer_id) do nothing;
    if (select kind from case_hat where declaration_id = of_declaration and officer_id = person) is distinct from hat then
        raise exception 'one person, one part: officer % already has another in declaration %', person, of_declaration
            using errcode = 'check_violation', constraint = 'one_hat_a_person', table = 'case_hat';
    end if;
end $$;
create function tq_task_hat() returns trigger language plpgsql as $$
begin
    perform tq_wear(new.declaration_id, new.officer_id, new.kind);
    return new;
end $$;
create trigger hat after insert or update of officer_id, declaration_id, kind on assignment_task
    for each row execute function tq_task_hat()
"""

#: a draw stays as it was thrown; only its end is written, once
FROZEN = """
create function tq_draw_frozen() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_at is null and (to_jsonb(new) - 'ended_at' - 'end') = (to_jsonb(old) - 'ended_at' - 'end') then
        return new;
    end if;
    raise exception 'a draw stays as it was thrown' using errcode = 'insufficient_privilege';
end $$;
create trigger frozen before update or delete on draw for each row execute function tq_draw_frozen()
"""

KEPT = ("goods_declaration", "party")


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [
        ('thongquan', '0016_channel_guards'),
    ]

    operations = [
        # a key to a guarded table is checked by its owner, who must see the rows; 0018 closes them again
        migrations.RunSQL([f"alter table {table} no force row level security" for table in KEPT],
                          [f"alter table {table} force row level security" for table in KEPT]),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer_id', models.BigIntegerField(db_index=True)),
                ('office_id', models.BigIntegerField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('reason_code', models.TextField()),
                ('entered_by', models.BigIntegerField(null=True)),
                ('returned_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'officer_absence',
            },
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer_id', models.BigIntegerField(unique=True)),
                ('available', models.BooleanField(default=True)),
                ('reason', models.TextField(blank=True, default='')),
                ('since', models.DateTimeField()),
            ],
            options={
                'db_table': 'officer_availability',
            },
        ),
        migrations.CreateModel(
            name='DrawParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.TextField(unique=True)),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField(default='')),
                ('name_zh', models.TextField(default='')),
                ('public_key', models.BinaryField(null=True)),
                ('local', models.BooleanField(default=True)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'draw_party',
            },
        ),
        migrations.CreateModel(
            name='DrawRoster',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.TextField(unique=True)),
                ('body', models.JSONField()),
            ],
            options={
                'db_table': 'draw_roster',
            },
        ),
        migrations.CreateModel(
            name='OfficerSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer_id', models.BigIntegerField(db_index=True)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('types', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('hs', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('territories', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('excludes', models.BooleanField(default=False)),
                ('since', models.DateField()),
                ('until', models.DateField(null=True)),
                ('given_by', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'officer_skill',
            },
        ),
        migrations.CreateModel(
            name='AssignmentRuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.IntegerField(unique=True)),
                ('body', models.JSONField()),
                ('digest', models.TextField()),
                ('since', models.DateTimeField()),
                ('state', models.TextField(default='proposed')),
                ('reason', models.TextField(blank=True, default='')),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('proposed_at', models.DateTimeField()),
                ('approved_by', models.BigIntegerField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'assignment_rule',
                'constraints': [models.CheckConstraint(condition=models.Q(('proposed_by__isnull', True), ('approved_by__isnull', True), models.Q(('proposed_by', models.F('approved_by')), _negated=True), _connector='OR'), name='assignment_rule_by_two_people')],
            },
        ),
        migrations.CreateModel(
            name='CaseHat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declaration_id', models.BigIntegerField()),
                ('officer_id', models.BigIntegerField()),
                ('kind', models.TextField()),
            ],
            options={
                'db_table': 'case_hat',
                'constraints': [models.UniqueConstraint(fields=('declaration_id', 'officer_id'), name='one_hat_a_person')],
            },
        ),
        migrations.CreateModel(
            name='DrawCommitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('epoch', models.TextField()),
                ('party', models.TextField()),
                ('commitment', models.TextField()),
                ('committed_at', models.DateTimeField()),
                ('office_id', models.BigIntegerField()),
            ],
            options={
                'db_table': 'draw_commitment',
                'constraints': [models.UniqueConstraint(fields=('epoch', 'party'), name='commitment_once')],
            },
        ),
        migrations.CreateModel(
            name='DrawEpoch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField(unique=True)),
                ('office_id', models.BigIntegerField()),
                ('kind', models.TextField()),
                ('day', models.DateField()),
                ('turn', models.IntegerField(default=1)),
                ('late', models.BooleanField(default=False)),
                ('beacon_size', models.BigIntegerField(default=0)),
                ('beacon_root', models.TextField()),
                ('parties', models.JSONField(default=list)),
                ('commitments', models.JSONField(default=dict)),
                ('seed_print', models.TextField()),
                ('rule_version', models.IntegerField()),
                ('rule', models.JSONField()),
                ('rule_digest', models.TextField()),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('nonces', models.JSONField(null=True)),
                ('count', models.IntegerField(null=True)),
                ('draws_digest', models.TextField(blank=True, default='')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'draw_epoch',
            },
        ),
        migrations.CreateModel(
            name='DrawNonce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.TextField()),
                ('handed_at', models.DateTimeField()),
                ('commitment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='handed', to='thongquan.drawcommitment')),
            ],
            options={
                'db_table': 'draw_nonce',
            },
        ),
        migrations.CreateModel(
            name='Interest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer_id', models.BigIntegerField(db_index=True)),
                ('office_id', models.BigIntegerField()),
                ('reason_code', models.TextField()),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('entered_by', models.BigIntegerField(null=True)),
                ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.party')),
            ],
            options={
                'db_table': 'officer_interest',
            },
        ),
        migrations.CreateModel(
            name='OfficeDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('spans', models.JSONField(default=list)),
                ('name', models.TextField(blank=True, default='')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'office_day',
            },
        ),
        migrations.CreateModel(
            name='OfficeHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.JSONField(default=dict)),
                ('unit', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='working_hours', to='thongquan.unit')),
            ],
            options={
                'db_table': 'office_hours',
            },
        ),
        migrations.CreateModel(
            name='OfficerShift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('officer_id', models.BigIntegerField(db_index=True)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('set_by', models.BigIntegerField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'officer_shift',
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('state', models.TextField(default='waiting')),
                ('office_id', models.BigIntegerField()),
                ('trader_id', models.BigIntegerField()),
                ('officer_id', models.BigIntegerField(null=True)),
                ('request', models.JSONField()),
                ('sticky', models.TextField(blank=True, default='')),
                ('weight', models.IntegerField(default=0)),
                ('alias', models.TextField(blank=True, default='')),
                ('opened_at', models.DateTimeField()),
                ('assigned_at', models.DateTimeField(null=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(null=True)),
                ('paused_at', models.DateTimeField(null=True)),
                ('paused_why', models.TextField(blank=True, default='')),
                ('paused_seconds', models.BigIntegerField(default=0)),
                ('late_told_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('outcome', models.TextField(blank=True, default='')),
                ('version', models.IntegerField(default=1)),
                ('declaration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='thongquan.goodsdeclaration')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.unit')),
            ],
            options={
                'db_table': 'assignment_task',
            },
        ),
        migrations.CreateModel(
            name='Reassignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('office_id', models.BigIntegerField()),
                ('state', models.TextField(default='open')),
                ('reason_code', models.TextField()),
                ('words', models.TextField(blank=True, default='')),
                ('proposed_by', models.BigIntegerField()),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reassignments', to='thongquan.task')),
            ],
            options={
                'db_table': 'reassignment',
            },
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.IntegerField()),
                ('office_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('case', models.JSONField()),
                ('load', models.JSONField()),
                ('tier', models.IntegerField()),
                ('weights', models.JSONField()),
                ('excluded', models.JSONField()),
                ('sticky', models.BooleanField(default=False)),
                ('alert', models.BooleanField(default=False)),
                ('token', models.TextField(blank=True, default='')),
                ('officer_id', models.BigIntegerField(null=True)),
                ('previous', models.TextField(blank=True, default='')),
                ('reason', models.TextField(blank=True, default='')),
                ('people', models.JSONField(default=list)),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('approved_by', models.BigIntegerField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('end', models.TextField(blank=True, default='')),
                ('redraw_of', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='redrawn', to='thongquan.draw')),
                ('epoch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='thongquan.drawepoch')),
                ('roster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='thongquan.drawroster')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='draws', to='thongquan.task')),
            ],
            options={
                'db_table': 'draw',
            },
        ),
        migrations.AddConstraint(
            model_name='drawepoch',
            constraint=models.UniqueConstraint(fields=('unit', 'kind', 'day', 'turn'), name='epoch_once'),
        ),
        migrations.AddConstraint(
            model_name='drawepoch',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('unit', 'kind'), name='one_open_epoch'),
        ),
        migrations.AddConstraint(
            model_name='officeday',
            constraint=models.UniqueConstraint(fields=('unit', 'day'), name='office_day_once', nulls_distinct=False),
        ),
        migrations.AddIndex(
            model_name='officershift',
            index=models.Index(fields=['unit', 'since'], name='shift_of_unit'),
        ),
        migrations.AddConstraint(
            model_name='officershift',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='shift_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='officershift',
            constraint=models.UniqueConstraint(fields=('officer_id', 'since'), name='shift_once'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state__in', ('assigned', 'taken', 'paused'))), fields=['officer_id', 'due_at'], name='task_queue'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['unit', 'kind', 'opened_at'], name='task_of_unit'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('sticky', ''), _negated=True), fields=['sticky', 'kind'], name='task_sticky'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'assigned', 'taken', 'paused'))), fields=('declaration', 'kind'), name='one_open_task'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'withdrawn')), ('officer_id__isnull', False), _connector='OR'), name='work_has_an_officer'),
        ),
        migrations.AddConstraint(
            model_name='reassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('task',), name='one_open_reassignment'),
        ),
        migrations.AddConstraint(
            model_name='reassignment',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='reassigned_by_two_people'),
        ),
        migrations.AddIndex(
            model_name='draw',
            index=models.Index(fields=['officer_id', '-id'], name='draw_of_officer'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(fields=('epoch', 'seq'), name='draw_seq_once'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('task',), name='one_draw_holds'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'reassigned'), _negated=True), models.Q(('proposed_by__isnull', False), ('approved_by__isnull', False), models.Q(('proposed_by', models.F('approved_by')), _negated=True)), _connector='OR'), name='redraw_by_two_people'),
        ),
        migrations.RunSQL(HATS, "drop trigger hat on assignment_task; drop function tq_task_hat(); drop function tq_wear(bigint, bigint, text)"),
        migrations.RunSQL(FROZEN, "drop trigger frozen on draw; drop function tq_draw_frozen()"),
    ]
