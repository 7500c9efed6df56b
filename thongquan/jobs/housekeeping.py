"""What is swept every night: expired sign-ins, old answers to machines, jobs long done."""

from datetime import UTC, datetime

from django.core.management import call_command
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from thongquan.actions.access.answers import forget_answers
from thongquan.core.actor import system
from thongquan.jobs.worker import take_up
from thongquan.queries.scope import scope

KEEP_DONE_HOURS = 72


@app.periodic(cron="17 20 * * *")
@app.task(queue="clock", queueing_lock="sweep")
def sweep(timestamp: int) -> None:
    """Removes expired sessions; 03:17 in Việt Nam."""
    call_command("clearsessions")


@app.periodic(cron="* * * * *")
@app.task(queue="clock", queueing_lock="take_up_again")
def take_up_again(timestamp: int) -> None:
    """Frees the jobs of a worker that died while others went on."""
    take_up(alone=False)


@app.periodic(cron="27 20 * * *")
@app.task(queue="clock", queueing_lock="forget_old_answers")
def forget_old_answers(timestamp: int) -> None:
    """Removes first answers to machines' calls after their thirty days."""
    with scope(system()):
        forget_answers(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="37 20 * * *")
@app.task(queue="clock", queueing_lock="forget_done", pass_context=True)
async def forget_done(context: JobContext, timestamp: int) -> None:
    """Removes jobs that ended days ago; failed ones stay to be looked at."""
    await builtin_tasks.remove_old_jobs(context, max_hours=KEEP_DONE_HOURS)
