"""The hot statements of the lane: each a whole act with its event and the rows it covers."""

SCAN_COLUMNS = """id, declaration_id, crossing_id, leg, gate_id, lane, direction, at, device, by_id, by_name, source, sign,
    code, values, plates, seen_plate, raw, reason_code, reason, second_officer_id, seconds, office_id, return_office_id, declarant_id,
    event_id"""

SCAN_VALUES = """%(scan)s, %(declaration)s, %(crossing)s, %(leg)s, %(gate)s, %(lane)s, %(direction)s, %(at)s, %(device)s,
    %(by)s, %(by_name)s, %(source)s, %(sign)s, %(code)s, %(values)s, %(plates)s, %(seen)s, %(raw)s, %(reason_code)s, %(reason)s,
    %(second)s, %(seconds)s, %(office)s, %(return_office)s, %(declarant)s, number.id"""

#: the event's number comes first, so that the scan can name it; a repeated scan wastes one number
SCANNED = f"""
with number as materialized (
    select nextval('audit_event_id_seq') as id
), scanned as (
    insert into scan ({SCAN_COLUMNS}) select {SCAN_VALUES} from number
    on conflict (id) do nothing returning 'scan:' || id as name, tq_digest(to_jsonb(scan)) as digest
)"""

#: the event, with the digests of all rows in `touched` in the order of canonical JSON
EVENT = """
told as materialized (
    select number.id, convert_to(replace(%(payload)s::text, '"@after@"', (
               select '{' || string_agg('"' || name || '":"' || digest || '"', ',' order by name collate "C") || '}' from touched
           )), 'UTF8') as payload
    from number where exists (select 1 from scanned)
), event as (
    insert into audit_event (id, at, actor_id, actor_name, unit, action, object_type, object_id, object_version,
                             office_ids, declarant_id, request_id, payload)
    select id, %(at)s, %(by)s, %(by_name)s, %(unit)s, %(action)s, %(object_type)s, %(object)s, %(version)s,
           %(reach)s, %(declarant)s, coalesce(current_setting('tq.request', true), ''), payload
    from told
), pending as (
    insert into audit_pending (event_id) select id from told
)
select id, encode(sha256('\\x00'::bytea || payload), 'hex') from told
"""

#: nothing passes; the scan is kept for ever all the same
ONLY_SCAN = f"""{SCANNED}, touched as (select name, digest from scanned), {EVENT.strip()}"""

MOVED = "returning 'vehicle:' || id as name, tq_digest(to_jsonb(vehicle_declaration)) as digest"
PASSED = "returning 'crossing:' || id as name, tq_digest(to_jsonb(crossing)) as digest"

#: the leg crosses: scan, declaration, crossing, pass, the next leg, event and its place in the queue, in one statement
CROSSED = f"""{SCANNED}, moved as (
    update vehicle_declaration set state = %(state)s, leg = leg + 1, version = version + 1,
           first_crossed_at = coalesce(first_crossed_at, %(at)s), due_back_at = %(due)s, liquidated_at = %(liquidated)s
    where id = %(declaration)s and exists (select 1 from scanned)
    {MOVED}
), passed as (
    update crossing set state = 'crossed', crossed_at = %(at)s, arrived_at = coalesce(arrived_at, %(at)s),
           lane = %(lane)s, how = %(how)s, crossed_by = %(by)s, scan_id = %(scan)s
    where id = %(crossing)s and exists (select 1 from scanned)
    {PASSED}
), spent as (
    update pass set state = 'used' where id = %(pass)s and state = 'issued' and exists (select 1 from scanned)
    returning 'pass:' || id as name, tq_digest(to_jsonb(pass)) as digest
), expected as (
    insert into crossing (declaration_id, leg, gate_id, direction, state, planned_at, bay, how, office_id, return_office_id, declarant_id)
    select %(declaration)s, %(leg)s + 1, %(next_gate)s, %(next_direction)s, 'expected', %(due)s, '', '',
           %(next_office)s, %(next_other)s, %(declarant)s
    where %(liquidated)s::timestamptz is null and exists (select 1 from scanned)
    on conflict (declaration_id, leg) do update set gate_id = excluded.gate_id, direction = excluded.direction,
        planned_at = excluded.planned_at, office_id = excluded.office_id, return_office_id = excluded.return_office_id
    {PASSED}
), touched as (
    select name, digest from scanned union all select name, digest from moved union all select name, digest from passed
    union all select name, digest from spent union all select name, digest from expected
), {EVENT.strip()}"""

#: the vehicle enters or leaves the yard
YARD = f"""{SCANNED}, moved as (
    update vehicle_declaration set version = version + 1
    where id = %(declaration)s and exists (select 1 from scanned)
    {MOVED}
), passed as (
    update crossing set
           state = case when state = 'crossed' then state when %(entering)s then 'in_yard' else 'arrived' end,
           arrived_at = coalesce(arrived_at, %(at)s),
           yard_in_at = case when %(entering)s then coalesce(yard_in_at, %(at)s) else yard_in_at end,
           yard_out_at = case when %(entering)s then yard_out_at else %(at)s end
    where id = %(crossing)s and exists (select 1 from scanned)
    {PASSED}
), touched as (
    select name, digest from scanned union all select name, digest from moved union all select name, digest from passed
), {EVENT.strip()}"""
