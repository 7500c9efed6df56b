"""The permission matrix: which role opens which address, compared with the list kept beside this test."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from thongquan.core.actor import ROLES, SYSTEM_ROLE, Actor
from thongquan.models import User

KEPT = Path(__file__).with_name("permissions.txt")
AGAIN = "THONGQUAN_KEEP=1 .venv/bin/python -m pytest tests/house/test_permissions.py"
#: doors that carry their rule elsewhere: allauth's own pages, and the machine interface, which asks for a key and its scopes
ELSEWHERE = {"allauth": "account pages: sign-in decides", "ninja": "machines: key and scope decide"}
OPEN = {"healthz": "anyone"}
PEOPLE = tuple(role for role in ROLES if role != SYSTEM_ROLE)


def addresses(patterns: list[Any] | None = None, start: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the house with its view."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        where = start + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry.url_patterns, where)
        elif isinstance(entry, URLPattern):
            yield where, entry.callback


def rule(where: str, view: Any) -> str:
    """The rule of one view in words: `anyone`, `person`, roles; empty when it carries none."""
    if where in OPEN:
        return OPEN[where]
    allowed = getattr(view, "allowed_roles", None)
    if allowed is not None:
        return " ".join(sorted(allowed))
    module = getattr(view, "__module__", "") or type(view).__module__
    if where.startswith("api/"):
        return ELSEWHERE["ninja"]
    return ELSEWHERE.get(module.partition(".")[0], "")


def matrix() -> str:
    """One line for each address, in their order."""
    rows = sorted({f"/{where}  ->  {rule(where, view) or 'NO RULE'}" for where, view in addresses()})
    return "\n".join(rows) + "\n"


def test_every_view_carries_a_rule():
    bare = [where for where, view in addresses() if not rule(where, view)]
    assert bare == [], "say @allow(roles…), @allow.person or @allow.public above these views"


def test_rules_name_only_roles_there_are():
    named = {role for _, view in addresses() for role in getattr(view, "allowed_roles", ())}
    assert named <= {*PEOPLE, "anyone", "person"}


def test_the_matrix_is_the_one_we_agreed_on():
    if os.environ.get("THONGQUAN_KEEP") == "1":
        KEPT.write_text(matrix())
    assert matrix() == KEPT.read_text(), f"permissions changed; when that is right: {AGAIN}"


def asked(view: Any, user: Any, actor: Actor | None) -> str:
    """What a view does with this person before anything else: `sign in`, `no`, or `on` into the view."""
    for method in ("post", "get"):
        request = getattr(RequestFactory(), method)("/somewhere/")
        request.user, request.actor, request.session = user, actor, {}
        try:
            answer = view(request)
        except PermissionDenied:
            return "no"
        except Exception:  # the view went on without what a real request brings
            return "on"
        if answer.status_code == 302 and "login" in answer["Location"]:
            return "sign in"
        if answer.status_code != 405:
            return "on"
    return "on"


def test_each_rule_is_what_happens():
    """Every address with every role it does not name: turned away before its view runs; strangers sign in."""
    someone = User(pk=1, username="someone")
    wrong = []
    for where, view in addresses():
        allowed = getattr(view, "allowed_roles", None)
        if not allowed or allowed == {"anyone"} or where.startswith("api/"):  # the API answers by key: tests/api
            continue
        if asked(view, AnonymousUser(), None) != "sign in":
            wrong.append(f"/{where} does not send strangers to the sign-in")
        for role in () if allowed == {"person"} else set(PEOPLE) - allowed:
            if asked(view, someone, Actor(1, "someone", frozenset({role}))) != "no":
                wrong.append(f"/{where} lets {role} in")
    assert wrong == []


def test_a_view_without_a_rule_is_found():
    """Negative control: the check would see one."""
    assert rule("new/page/", lambda request: None) == ""
