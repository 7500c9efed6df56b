"""The second officer proves on the same page who he is."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from thongquan.actions.access import code_is_right
from thongquan.actions.gate.admit import SECONDS
from thongquan.core.refused import NotAllowed
from thongquan.models import Gate, User
from thongquan.queries.gate import lists


def candidates(request: HttpRequest, gate: Gate) -> list[User]:
    """In the demo alone: the invented officers who may confirm here, to be chosen by one click."""
    if settings.REALM != "demo" or not getattr(request.user, "demo", False):
        return []
    people = lists.may_confirm(gate.office_id, SECONDS, request.at, but=request.actor.id)
    return [person for person in people if person.demo]


def proven(request: HttpRequest, gate: Gate) -> int:
    """The second officer's number: user name, password and one-time code are right. GAT-08 otherwise."""
    chosen = request.POST.get("second", "")
    for person in candidates(request, gate):
        if str(person.pk) == chosen:
            return person.pk
    name, password = request.POST.get("second_name", "").strip(), request.POST.get("second_password", "")
    if not name or not password:
        raise NotAllowed("GAT-08", "/second")
    try:
        person = get_adapter(request).authenticate(request, username=name, password=password)
    except ValidationError:  # too many wrong attempts
        raise NotAllowed("GAT-08", "/second") from None
    if person is None or not code_is_right(person.pk, request.POST.get("second_code", "").strip(), at=request.at):
        raise NotAllowed("GAT-08", "/second")
    return int(person.pk)
