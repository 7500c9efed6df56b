"""What follows reviews, by the clock: amended and paid is settled, late is called once."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from thongquan.actions import review
from thongquan.core.actor import system
from thongquan.queries.scope import everywhere, scope


@app.periodic(cron="20 * * * *")
@app.task(queue="clock", queueing_lock="follow_reviews")
def follow_reviews(timestamp: int) -> None:
    """Every hour: amendments that reviews asked for."""
    with scope(system()), everywhere():
        review.watch(at=datetime.fromtimestamp(timestamp, UTC))
