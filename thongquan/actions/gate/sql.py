"""The hot statements of the lane: each carries a whole act."""

SCAN_COLUMNS = """id, declaration_id, crossing_id, leg, gate_id, lane, direction, at, device, by_id, by_name, source, sign,
    code, values, plates, seen_plate, raw, reason_code, reason, second_officer_id, seconds, office_id, return_office_id, declarant_id"""

SCAN_VALUES = """%(scan)s, %(declaration)s, %(crossing)s, %(leg)s, %(gate)s, %(lane)s, %(direction)s, %(at)s, %(device)s,
    %(by)s, %(by_name)s, %(source)s, %(sign)s, %(code)s, %(values)s, %(plates)s, %(seen)s, %(raw)s, %(reason_code)s, %(reason)s,
    %(second)s, %(seconds)s, %(office)s, %(return_office)s, %(declarant)s"""

ONLY_SCAN = f"insert into scan ({SCAN_COLUMNS}) values ({SCAN_VALUES}) on conflict (id) do nothing returning id"

EVENT = """
event as (
    insert into audit_event (at, actor_id, actor_name, unit, action, object_type, object_id, object_version,
                             office_ids, declarant_id, request_id, payload)
    select %(at)s, %(by)s, %(by_name)s, %(unit)s, %(action)s, 'vehicle', %(declaration)s, %(version)s,
           array_remove(array[%(office)s, %(return_office)s]::bigint[], null), %(declarant)s,
           coalesce(current_setting('tq.request', true), ''),
           convert_to(replace(replace(%(payload)s, '@0@', moved.digest), '@1@', passed.digest), 'UTF8')
    from moved, passed
    returning id, payload
), pending as (
    insert into audit_pending (event_id) select id from event
)
select id, encode(sha256('\\x00'::bytea || payload), 'hex') from event
"""

#: the leg crosses: scan, declaration, crossing, pass, event and its place in the queue, in one statement
CROSSED = f"""
with scanned as (
    insert into scan ({SCAN_COLUMNS}) values ({SCAN_VALUES}) on conflict (id) do nothing returning id
), moved as (
    update vehicle_declaration set state = %(state)s, leg = leg + 1, version = version + 1,
           first_crossed_at = coalesce(first_crossed_at, %(at)s), due_back_at = %(due)s, liquidated_at = %(liquidated)s
    where id = %(declaration)s and exists (select 1 from scanned)
    returning tq_digest(to_jsonb(vehicle_declaration)) as digest
), passed as (
    update crossing set state = 'crossed', crossed_at = %(at)s, arrived_at = coalesce(arrived_at, %(at)s),
           lane = %(lane)s, how = %(how)s, crossed_by = %(by)s, scan_id = %(scan)s
    where id = %(crossing)s and exists (select 1 from scanned)
    returning tq_digest(to_jsonb(crossing)) as digest
), spent as (
    update pass set state = 'used' where declaration_id = %(declaration)s and leg = %(leg)s and state = 'issued'
           and exists (select 1 from scanned)
), {EVENT.strip()}"""

#: the vehicle enters or leaves the yard
YARD = f"""
with scanned as (
    insert into scan ({SCAN_COLUMNS}) values ({SCAN_VALUES}) on conflict (id) do nothing returning id
), moved as (
    update vehicle_declaration set version = version + 1
    where id = %(declaration)s and exists (select 1 from scanned)
    returning tq_digest(to_jsonb(vehicle_declaration)) as digest
), passed as (
    update crossing set
           state = case when state = 'crossed' then state when %(entering)s then 'in_yard' else 'arrived' end,
           arrived_at = coalesce(arrived_at, %(at)s),
           yard_in_at = case when %(entering)s then coalesce(yard_in_at, %(at)s) else yard_in_at end,
           yard_out_at = case when %(entering)s then yard_out_at else %(at)s end
    where id = %(crossing)s and exists (select 1 from scanned)
    returning tq_digest(to_jsonb(crossing)) as digest
), {EVENT.strip()}"""
