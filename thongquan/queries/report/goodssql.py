"""The statements of the statistics of goods, each one snapshot."""

#: the declarations of a slice within the asker's offices
CHOSEN = """
with d as materialized (
    select d.id, d.number, d.kind, d.direction, d.channel, d.state, d.declarant_id, d.first_name, d.customs_value, d.tax_total,
        d.body->'documents' as documents, d.promised_at, d.registered_at, d.channel_at, d.decided_at, d.paid_at, d.released_at, d.cleared_at, d.passed_at,
        u.code as office_code
    from goods_declaration d left join unit u on u.id = d.office_id
    where d.number is not null and d.registered_at >= %(since)s and d.registered_at < %(until)s and d.office_ids && %(offices)s::bigint[]
        and (%(office)s = '' or u.code = %(office)s) and (%(channel)s = '' or d.channel = %(channel)s) and (%(kind)s = '' or d.kind = %(kind)s)
        and (%(direction)s = '' or d.direction = %(direction)s)
)"""

MINUTES = "extract(epoch from d.cleared_at - d.registered_at) / 60"
MEDIAN = "round(percentile_cont(0.5) within group (order by {0})::numeric, 1)"
P90 = "round(percentile_cont(0.9) within group (order by {0})::numeric, 1)"

CLEARANCE = CHOSEN + f"""
select {{by}} as what, count(*), count(d.cleared_at), {MEDIAN.format(MINUTES)}, {P90.format(MINUTES)} from d group by 1 order by {{order}}
"""

#: when somebody first worked on the dossier: taken, asked about or decided, whichever came first
BEGUN = """
, t as (
    select d.*, least(
        (select min(a.taken_at) from assignment_task a where a.declaration_id = d.id and a.kind = 'dossier'),
        (select min(q.asked_at) from goods_request q where q.declaration_id = d.id and q.kind = 'question'),
        (select min(g.at) from goods_decision g where g.declaration_id = d.id)) as begun_at
    from d
)"""

#: minutes of each stage, never below zero; `whole` is the Time Release Study's own figure
STAGE_ROWS = """
, stage as (
    select id, 'channel' as name, 1 as n, channel_at - registered_at as long from t where channel_at is not null
    union all select id, 'begun', 2, begun_at - channel_at from t where begun_at is not null and channel_at is not null
    union all select id, 'decided', 3, decided_at - begun_at from t where decided_at is not null and begun_at is not null
    union all select id, 'paid', 4, paid_at - decided_at from t where paid_at is not null and decided_at is not null
    union all select id, 'cleared', 5, cleared_at - greatest(paid_at, decided_at) from t
        where cleared_at is not null and coalesce(paid_at, decided_at) is not null
    union all select id, 'passed', 6, passed_at - coalesce(cleared_at, released_at) from t where passed_at is not null
    union all select id, 'whole', 7, cleared_at - registered_at from t where cleared_at is not null
), stages as (select id, name, n, greatest(extract(epoch from long) / 60, 0) as minutes from stage where long is not null)"""

STAGES = CHOSEN + BEGUN + STAGE_ROWS + f"""
select name, count(*), {MEDIAN.format('minutes')}, {P90.format('minutes')} from stages group by name, n order by n
"""

#: a declaration counts once however often it was checked
CHECKED = """
, l as (
    select l.declaration_id, bool_or(l.found) as found from check_label l join d on d.id = l.declaration_id
    where l.kind in ('dossier', 'inspection') group by 1
)"""
COUNTED = "count(distinct d.id), count(distinct l.declaration_id), count(distinct l.declaration_id) filter (where l.found)"

LANES = CHOSEN + CHECKED + f"""
select d.channel, {COUNTED} from d left join l on l.declaration_id = d.id where d.channel <> ''
group by 1 order by array_position(array['green', 'yellow', 'red'], d.channel)
"""
RULES = CHOSEN + CHECKED + f"""
select code, {COUNTED} from d join selection s on s.declaration_id = d.id and s.kind = 'initial' cross join unnest(s.codes) code
left join l on l.declaration_id = d.id group by 1 order by 2 desc, 1
"""
#: what the dice alone chose against what somebody's rule chose; green that nobody chose is in neither
DRAWN = CHOSEN + CHECKED + f"""
select case when s.drawn in ('red', 'yellow') then 'random' else 'targeted' end, {COUNTED}
from d join selection s on s.declaration_id = d.id and s.kind = 'initial' left join l on l.declaration_id = d.id
where s.drawn in ('red', 'yellow') or s.channel in ('yellow', 'red') group by 1 order by 1
"""
OVERRIDES = CHOSEN + CHECKED + f"""
select s.reason_code, {COUNTED} from d join selection s on s.declaration_id = d.id and s.kind = 'override'
left join l on l.declaration_id = d.id group by 1 order by 2 desc, 1
"""

#: of now, whatever the span: what is open, whose turn it is, what has broken or will break its promise
NOW = """
with d as materialized (
    select d.id, d.number, d.kind, d.direction, d.channel, d.state, d.declarant_id, d.first_name, d.customs_value, d.tax_total, d.registered_at,
        d.cleared_at, d.promised_at, u.code as office_code,
        d.promised_at as due_at
    from goods_declaration d left join unit u on u.id = d.office_id
    where d.state in ('registered', 'checking', 'asked', 'ordered', 'inspecting', 'decided') and d.office_ids && %(offices)s::bigint[]
        and (%(office)s = '' or u.code = %(office)s) and (%(channel)s = '' or d.channel = %(channel)s) and (%(kind)s = '' or d.kind = %(kind)s)
        and (%(direction)s = '' or d.direction = %(direction)s)
)"""
BACKLOG = NOW + """
select coalesce(office_code, ''), count(*), count(*) filter (where state in ('registered', 'checking')), count(*) filter (where state = 'asked'),
    count(*) filter (where state in ('ordered', 'inspecting')), count(*) filter (where state = 'decided'), count(*) filter (where due_at < %(at)s),
    count(*) filter (where due_at >= %(at)s and due_at < %(soon)s)
from d group by 1 order by 7 desc, 2 desc, 1
"""

#: a document of the form counts once; one that stands in the dossier besides is counted as it is held there. Only a file, or data
#: of the single window, is digital: what the form merely names, or says to hold electronically without handing it in, is paper
DOCUMENTS = """
, papers as (
    select p.declaration_id as id, p.kind, p.number,
        case when p.document_id is not null or (p.how = 'data' and p.read <> '{}'::jsonb) then p.how else 'paper' end as how
    from goods_document p join d on d.id = p.declaration_id
    union all
    select d.id, r->>'kind', coalesce(r->>'number', ''), 'paper'
    from d cross join jsonb_array_elements(case when jsonb_typeof(d.documents) = 'array' then d.documents else '[]' end) r
    where not exists (select 1 from goods_document p where p.declaration_id = d.id and p.kind = r->>'kind'
                      and (p.number = coalesce(r->>'number', '') or p.number = ''))
)"""
IS_DIGITAL = "how in ('upload', 'signed', 'data')"
DIGITAL = CHOSEN + DOCUMENTS + f"""
select how, count(*), count(*) filter (where {IS_DIGITAL}) from papers group by 1 order by 2 desc, 1
"""

#: what banks paid in a span: each order's paid đồng shared out over its kinds of tax, in whole đồng that add up to what was paid
PAID = """
with chosen as (
    select d.id, u.code as office_code from goods_declaration d left join unit u on u.id = d.office_id
    where d.office_ids && %(offices)s::bigint[] and (%(office)s = '' or u.code = %(office)s) and (%(channel)s = '' or d.channel = %(channel)s)
        and (%(kind)s = '' or d.kind = %(kind)s) and (%(direction)s = '' or d.direction = %(direction)s)
), p as (
    select p.id, p.order_id, p.amount, p.settled_at, c.office_code from payment p join chosen c on c.id = p.declaration_id
    where p.state = 'paid' and p.settled_at >= %(since)s and p.settled_at < %(until)s
)"""
SHARED = """
, parts as (
    select p.id, p.amount, part->>'kind' as kind, (part->>'amount')::numeric as due,
        sum((part->>'amount')::numeric) over (partition by p.id order by n) as upto, sum((part->>'amount')::numeric) over (partition by p.id) as whole
    from p join payment_order o on o.id = p.order_id cross join jsonb_array_elements(o.parts) with ordinality e(part, n)
), shared as (
    select kind, round(amount * upto / whole) - round(amount * (upto - due) / whole) as dong from parts where whole > 0
)"""
REVENUE = PAID + SHARED + "\nselect kind, sum(dong)::bigint from shared group by 1 having sum(dong) <> 0 order by 2 desc, 1\n"
REVENUE_MONTH = PAID + """
select to_char(settled_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM'), sum(amount)::bigint from p group by 1 order by 1
"""
REVENUE_OFFICE = PAID + "\nselect coalesce(office_code, ''), sum(amount)::bigint from p group by 1 order by 2 desc, 1\n"

TARGET = """
with p as (
    select p.amount, p.settled_at from payment p join goods_declaration d on d.id = p.declaration_id left join unit u on u.id = d.office_id
    where p.state = 'paid' and d.office_ids && %(offices)s::bigint[] and (%(office)s = '' or u.code = %(office)s)
)
select (select amount from revenue_target where year = %(year)s and unit_id = %(unit)s),
    (select coalesce(sum(amount), 0)::bigint from p where settled_at >= %(since)s and settled_at < %(until)s),
    (select coalesce(sum(amount), 0)::bigint from p where settled_at >= %(before_since)s and settled_at < %(before_until)s)
"""

#: permits are the country's: how they stand now, kind by kind and unit by unit, kilograms never added to pieces;
#: the waits are those of the asker's own declarations
DAY = "(%(at)s at time zone 'Asia/Ho_Chi_Minh')::date"
WAITING = """
waits as (
    select coalesce(u.code, '') as office, c.kind, coalesce(c.claim #>> '{lines,0,measures,0,1}', '') as unit, count(distinct c.declaration_id) as waiting
    from licence_check c join goods_declaration d on d.id = c.declaration_id left join unit u on u.id = d.office_id
    where c.settled_at is null and d.office_ids && %(offices)s::bigint[] and (%(office)s = '' or u.code = %(office)s) group by 1, 2, 3
)"""
PERMITS = f"""
with living as (
    select * from licence where state in ('issued', 'verified', 'matched', 'partly_used', 'exhausted') and (valid_until is null or valid_until >= {DAY})
), lines as (
    select v.kind, case when i.quantity is null then '' else i.unit end as unit, count(distinct v.id) as documents, sum(i.quantity) as granted,
        sum(i.used) filter (where i.quantity is not null) as used,
        sum(greatest(i.quantity + i.quantity * i.tolerance / 100 - i.used, 0)) filter (where not i.lowered) as open,
        count(distinct v.id) filter (where v.valid_until < {DAY} + 30) as ending
    from living v left join licence_line i on i.licence_id = v.id group by 1, 2
), {WAITING}, waiting as (select kind, unit, sum(waiting) as waiting from waits group by 1, 2)
select coalesce(l.kind, w.kind) || '|' || coalesce(l.unit, w.unit), coalesce(l.documents, 0), coalesce(l.granted, 0), coalesce(l.used, 0),
    coalesce(l.open, 0), coalesce(l.ending, 0), coalesce(w.waiting, 0)::bigint
from lines l full join waiting w on w.kind = l.kind and w.unit = l.unit order by 7 desc, 2 desc, 1
"""
#: what the declarations of each office drew from them, of whichever holder; `open` is what is left to anyone on those documents
PERMITS_OFFICE = f"""
with drawn as (
    select coalesce(u.code, '') as office, v.kind, case when i.quantity is null then '' else i.unit end as unit, i.id as line, v.id as document,
        i.quantity, i.tolerance, i.used, i.lowered, sum(w.quantity) as here
    from write_off w join goods_declaration d on d.id = w.declaration_id left join unit u on u.id = d.office_id
        join licence_line i on i.id = w.line_id join licence v on v.id = i.licence_id
    where w.restored_at is null and d.office_ids && %(offices)s::bigint[] and (%(office)s = '' or u.code = %(office)s)
        and v.state in ('issued', 'verified', 'matched', 'partly_used', 'exhausted') and (v.valid_until is null or v.valid_until >= {DAY})
    group by 1, 2, 3, i.id, v.id
), lines as (
    select office, kind, unit, count(distinct document) as documents, sum(here) as here,
        sum(greatest(quantity + quantity * tolerance / 100 - used, 0)) filter (where not lowered) as open
    from drawn group by 1, 2, 3
), {WAITING}
select coalesce(l.office, w.office) || '|' || coalesce(l.kind, w.kind) || '|' || coalesce(l.unit, w.unit), coalesce(l.documents, 0), coalesce(l.here, 0),
    coalesce(l.open, 0), coalesce(w.waiting, 0)
from lines l full join waits w on w.office = l.office and w.kind = l.kind and w.unit = l.unit order by 1
"""

TILES = CHOSEN + CHECKED + DOCUMENTS + """
, open as (
    select g.promised_at as due_at
    from goods_declaration g left join unit u on u.id = g.office_id
    where g.state in ('registered', 'checking', 'asked', 'ordered', 'inspecting', 'decided') and g.office_ids && %(offices)s::bigint[]
        and (%(office)s = '' or u.code = %(office)s) and (%(channel)s = '' or g.channel = %(channel)s) and (%(kind)s = '' or g.kind = %(kind)s)
        and (%(direction)s = '' or g.direction = %(direction)s)
), money as (
    select coalesce(sum(p.amount), 0)::bigint as dong from payment p join goods_declaration g on g.id = p.declaration_id left join unit u on u.id = g.office_id
    where p.state = 'paid' and p.settled_at >= %(since)s and p.settled_at < %(until)s and g.office_ids && %(offices)s::bigint[]
        and (%(office)s = '' or u.code = %(office)s) and (%(channel)s = '' or g.channel = %(channel)s) and (%(kind)s = '' or g.kind = %(kind)s)
        and (%(direction)s = '' or g.direction = %(direction)s)
)
select count(*), count(d.cleared_at),
    percentile_cont(0.5) within group (order by extract(epoch from d.cleared_at - d.registered_at) / 60),
    percentile_cont(0.9) within group (order by extract(epoch from d.cleared_at - d.registered_at) / 60),
    percentile_cont(0.5) within group (order by case when d.channel = 'green' then extract(epoch from d.cleared_at - d.registered_at) / 60 end),
    (select count(*) from papers), (select count(*) from papers where how in ('upload', 'signed', 'data')),
    (select count(*) from l), (select count(*) from l where found), (select dong from money), coalesce(sum(d.customs_value), 0)::bigint,
    (select count(*) from open), (select count(*) from open where due_at < %(at)s), (select count(*) from open where due_at >= %(at)s and due_at < %(soon)s)
from d
"""

SHOWN = """d.id, d.number, p.name, d.first_name, d.channel, d.kind, d.direction, d.state, coalesce(d.office_code, ''), d.registered_at, d.cleared_at,
    round((extract(epoch from d.cleared_at - d.registered_at) / 60)::numeric, 1), d.tax_total, d.promised_at"""
CASES = CHOSEN + BEGUN + STAGE_ROWS + CHECKED + f"""
select {SHOWN} from d join party p on p.id = d.declarant_id where {{test}} order by d.registered_at desc, d.id desc limit %(limit)s
"""
CASES_NOW = NOW + f"""
select {SHOWN} from d join party p on p.id = d.declarant_id where {{test}} order by d.due_at nulls last, d.registered_at, d.id limit %(limit)s
"""
#: the declarations behind a row; those with a finding or a stage are what the row counts
BEHIND = {
    "stages": "d.id in (select id from stages where name = %(value)s)",
    "lanes": "d.channel = %(value)s and d.id in (select declaration_id from l where found)",
    "rules": "d.id in (select s.declaration_id from selection s where s.kind = 'initial' and s.codes @> array[%(value)s])",
    "drawn": "d.id in (select s.declaration_id from selection s where s.kind = 'initial' and (s.drawn in ('red', 'yellow') or s.channel in ('yellow', 'red')) "
             "and case when s.drawn in ('red', 'yellow') then 'random' else 'targeted' end = %(value)s)",
    "overrides": "d.id in (select s.declaration_id from selection s where s.kind = 'override' and s.reason_code = %(value)s)",
    "backlog": "coalesce(d.office_code, '') = split_part(%(value)s, ':', 1) and case split_part(%(value)s, ':', 2) "
               "when 'late' then d.due_at < %(at)s when 'soon' then d.due_at >= %(at)s and d.due_at < %(soon)s else true end",
}
