"""A form that a page sends to itself: what was typed, what was made, what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.http import HttpRequest, QueryDict

from thongquan.core.digits import natural
from thongquan.core.form import Form
from thongquan.core.refused import Finding, NotFound, Refused
from thongquan.web.shared.tongue import tongue

Result = TypeVar("Result")


@dataclass(frozen=True)
class Sent(Generic[Result]):
    """`raw` is None where the page was only asked for; `made` is what the act gave when nothing refused it."""

    raw: dict[str, str] | None = None
    made: Result | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def done(self) -> bool:
        """The act took place."""
        return self.raw is not None and not self.findings

    @property
    def status(self) -> int:
        """What the page answers when it is shown (again)."""
        return 422 if self.findings else 200


def send(request: HttpRequest, form: Form, act: Callable[[dict[str, Any]], Result], beside: Collection[str] = ()) -> Sent[Result]:
    """Reads the form of a POST and does the act with its values; a GET does nothing. `beside`: what the page sends that is not of the form."""
    if request.method != "POST":
        return Sent()
    raw: dict[str, str] = request.POST.dict()
    values, findings = form.read({name: text for name, text in raw.items() if name not in beside}, language=tongue())
    if any(finding.blocks for finding in findings):
        return Sent(raw, None, findings)
    made, findings = attempt(act, values)
    return Sent(raw, made, findings)


def seen_version(posted: QueryDict) -> int | None:
    """The version of the case that was looked at when something was decided; one that cannot be read was never one."""
    return natural(posted["version"]) or 0 if posted.get("version") else None


def attempt(act: Callable[..., Result], *args: Any, **kwargs: Any) -> tuple[Result | None, tuple[Finding, ...]]:
    """Try an act in a savepoint: its result, or what refused it. What does not exist stays an error of its own."""
    try:
        with transaction.atomic():
            return act(*args, **kwargs), ()
    except NotFound:
        raise
    except Refused as refused:
        return None, refused.findings
