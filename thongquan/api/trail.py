"""The log for machines: what changed within reach, pulled with a cursor."""

from __future__ import annotations

from thongquan.api import bodies
from thongquan.api.call import Call, Reply
from thongquan.api.crossing import between
from thongquan.api.endpoint import Endpoint
from thongquan.api.shapes import Changes
from thongquan.core.words import Words
from thongquan.queries.trail.changes import changes

USUAL, MOST = 100, 1000


def pull(call: Call) -> Reply:
    """Sealed events from a place of the log on; ask again with `after` = `next`."""
    after = between(call.query.get("after", 0), "/after", 0, 2**62)
    limit = between(call.query.get("limit", USUAL), "/limit", 1, MOST)
    rows, following, more = changes(after, limit)
    return Reply(Changes(rows, following, more))


ENDPOINTS = (
    Endpoint("GET", "changes", "pull_changes", Words("Các thay đổi đã niêm phong", "Sealed changes", "已封存的变更"), pull, Changes, "changes",
             scope="changes:read", query=bodies.CHANGES_QUERY),
)
