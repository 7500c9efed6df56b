"""The night shift's queue, and the list of the files whose tasks it runs."""

from procrastinate.contrib.django import app

from thongquan.jobs import assessment, assignment, deadlines, duty, goods, housekeeping, licences, notices, payments, review, risk, traffic, watch

__all__ = ["app", "assessment", "assignment", "deadlines", "duty", "goods", "housekeeping", "licences", "notices", "payments", "review", "risk", "traffic",
           "watch"]
