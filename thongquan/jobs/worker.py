"""The night shift's process: takes up what an earlier one left in the middle, then works."""

import os
import sys
import time

import django

#: a job whose worker died stays "doing" and holds its lock for ever. It is done again, at most three times, unless its
#: like waits already; a worker that others run is dead when it has not been heard for a minute
TAKE_UP = """
with left_over as (
    select j.id, row_number() over (partition by coalesce(j.queueing_lock, j.id::text) order by j.id) = 1 and j.attempts < 3
        and not exists (select 1 from procrastinate_jobs t where t.status = 'todo' and t.queueing_lock = j.queueing_lock) as again
    from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
    where j.status = 'doing' and (%s or w.id is null or w.last_heartbeat < now() - interval '1 minute')
)
update procrastinate_jobs j set status = (case when l.again then 'todo' else 'failed' end)::procrastinate_job_status, worker_id = null,
    abort_requested = false
from left_over l where j.id = l.id
"""


def take_up(*, alone: bool) -> int:
    """Frees the jobs of workers that died, and how many; `alone`: no other worker of this database can be at work."""
    from django.db import connection  # slow: needs Django

    with connection.cursor() as cursor:
        cursor.execute(TAKE_UP, [alone])
        return int(cursor.rowcount)


def main(words: list[str]) -> None:
    """`worker [--alone] …`: the other words are those of procrastinate's own worker."""
    django.setup()
    from django.core.management import execute_from_command_line  # slow: needs Django
    from django.db import connections  # slow: needs Django

    from thongquan.jobs.traffic import begin  # slow: needs Django

    take_up(alone="--alone" in words)
    begin(int(time.time()))
    connections.close_all()  # the pool has as many as there are threads, and this thread is none of them
    execute_from_command_line([sys.argv[0], "procrastinate", "worker", *(word for word in words if word != "--alone")])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thongquan.config.settings")
    main(sys.argv[1:])
