"""A kept answer belongs to the person behind its caller: `person:7`, `page:7`."""

from django.db import migrations

USER = "(select nullif(current_setting('tq.user', true), ''))"
SYSTEM = "(select current_setting('tq.system', true)) = 'on'"


def policies(own: str) -> list[str]:
    """The words of all policies that ask whose answer it is."""
    return [
        f"alter policy reads on idempotent_answer using ({own} or {SYSTEM})",
        f"alter policy adds on idempotent_answer with check ({own})",
        f"alter policy changes on idempotent_answer using ({own}) with check ({own})",
    ]


class Migration(migrations.Migration):
    """One small step."""

    dependencies = [("thongquan", "0020_assignment_verified")]

    operations = [migrations.RunSQL(policies(f"split_part(caller, ':', 2) = {USER}"), policies(f"caller = 'person:' || {USER}"))]
