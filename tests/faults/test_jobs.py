"""A worker dies in the middle of a job: the job is done again, and its lock stops nobody."""

import pytest
from django.db import connection

from thongquan.jobs.traffic import begin
from thongquan.jobs.worker import take_up

pytestmark = pytest.mark.django_db

PUT = """
insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status, attempts, worker_id)
values ('demo', %s, %s, %s, %s::procrastinate_job_status, %s, %s) returning id
"""


def put(task, status="doing", *, lock=None, waits=None, attempts=1, worker=None):
    with connection.cursor() as cursor:
        cursor.execute(PUT, [task, lock, waits, status, attempts, worker])
        return cursor.fetchone()[0]


def worker(heard):
    with connection.cursor() as cursor:
        cursor.execute("insert into procrastinate_workers (last_heartbeat) values (now() - %s::interval) returning id", [heard])
        return cursor.fetchone()[0]


def stands():
    with connection.cursor() as cursor:
        cursor.execute("select task_name, status::text from procrastinate_jobs order by id")
        return dict(cursor.fetchall())


def fetched():
    with connection.cursor() as cursor:
        cursor.execute("select task_name from procrastinate_fetch_job_v2(array['demo'], %s)", [worker("0 seconds")])
        return cursor.fetchone()[0]


def test_a_job_left_in_the_middle_is_done_again_and_its_lock_is_free():
    put("traffic", lock="traffic", waits="traffic", worker=worker("3 seconds"))
    put("next traffic", "todo", lock="traffic")
    assert fetched() is None, "the lock of the dead holds everybody up"
    assert take_up(alone=True) == 1 and stands() == {"traffic": "todo", "next traffic": "todo"}
    assert fetched() == "traffic"


def test_where_its_like_waits_already_or_three_workers_died_of_it_it_is_not_done_again():
    put("deliver", lock="deliver", waits="deliver")
    put("next deliver", "todo", lock="deliver", waits="deliver")
    put("twice", waits="twice")
    put("twice more", waits="twice")
    put("deadly", attempts=3)
    assert take_up(alone=True) == 4
    assert stands() == {"deliver": "failed", "next deliver": "todo", "twice": "todo", "twice more": "failed", "deadly": "failed"}


def test_the_jobs_of_a_worker_that_lives_are_left_to_it():
    put("theirs", worker=worker("10 seconds"))
    put("of the dead", worker=worker("2 minutes"))
    put("of nobody")
    assert take_up(alone=False) == 2
    assert stands() == {"theirs": "doing", "of the dead": "todo", "of nobody": "todo"}


def test_a_demo_that_opens_moves_at_once_and_nothing_else_does(settings):
    settings.REALM = "production"
    begin(1)
    assert stands() == {}
    settings.REALM = "demo"
    begin(1)
    begin(2)
    assert stands() == {"thongquan.jobs.traffic.traffic": "todo"}
