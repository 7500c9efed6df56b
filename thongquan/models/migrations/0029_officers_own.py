"""Why an officer is away, and where he has an interest, his office knows, he and the draw."""

from django.db import migrations

OFFICES = "((select nullif(current_setting('tq.offices', true), ''))::bigint[])"
USER = "((select nullif(current_setting('tq.user', true), ''))::bigint)"
SYSTEM = "((select current_setting('tq.system', true)) = 'on')"
OFFICER = "((select nullif(current_setting('tq.offices', true), '')) is not null)"

NOW = f"office_id = any({OFFICES}) or officer_id = {USER} or {SYSTEM}"
BEFORE = f"{OFFICER} or {SYSTEM}"


def guard(rule: str) -> list[str]:
    """The four policies of both tables."""
    return [statement for table in ("officer_absence", "officer_interest") for statement in (
        f"alter policy reads on {table} using ({rule})",
        f"alter policy adds on {table} with check ({rule})",
        f"alter policy changes on {table} using ({rule}) with check ({rule})",
        f"alter policy removes on {table} using ({rule})",
    )]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0028_licence_verified")]

    operations = [migrations.RunSQL(guard(NOW), guard(BEFORE))]
