"""What is swept every night: expired sign-ins and jobs long done."""

from django.core.management import call_command
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

KEEP_DONE_HOURS = 72


@app.periodic(cron="17 20 * * *")
@app.task(queue="clock", queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Removes expired sessions; 03:17 in Việt Nam."""
    call_command("clearsessions")


@app.periodic(cron="37 20 * * *")
@app.task(queue="clock", queueing_lock="forget_done", pass_context=True)
async def forget_done(context: JobContext, timestamp: int) -> None:
    """Removes jobs that ended days ago; failed ones stay to be looked at."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_DONE_HOURS)
