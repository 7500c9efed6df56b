"""Selection's clock: levels at midnight, profiles that end or find too little, room."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from thongquan.actions import assessment
from thongquan.core.actor import system
from thongquan.queries.scope import everywhere, scope


@app.periodic(cron="0 17 * * *")
@app.task(queue="clock", queueing_lock="grade_everybody")
def grade_everybody(timestamp: int) -> None:
    """Compliance levels of all declarants; 00:00 in Việt Nam, as the circular says."""
    with scope(system()), everywhere():
        assessment.grade_everybody(at=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="5 17 * * *")
@app.task(queue="clock", queueing_lock="sweep_profiles")
def sweep_profiles(timestamp: int) -> None:
    """Ends profiles past their last day, and suspends those that find less than half of the usual."""
    at = datetime.fromtimestamp(timestamp, UTC)
    with scope(system()), everywhere():
        assessment.end_overdue(at=at)
        assessment.suspend_weak(at=at)


@app.periodic(cron="10 * * * *")
@app.task(queue="clock", queueing_lock="refresh_cuts")
def refresh_cuts(timestamp: int) -> None:
    """Where the model's scores fill the room that is left this week, every hour."""
    with scope(system()), everywhere():
        assessment.refresh_cuts(at=datetime.fromtimestamp(timestamp, UTC))
