"""Who may hear the news of which gate; the door for event streams asks here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongquan.core.refused import NotFound
from thongquan.models import Gate
from thongquan.web.shared.allow import allow


@allow.person
@require_GET
def may_stream(request: HttpRequest, topic: str) -> HttpResponse:
    """204 with the topics heard: `gate/CODE` is one gate of this person's, `gate` all of them."""
    kind, _, code = topic.partition("/")
    gates = Gate.objects.filter(office_id__in=request.actor.offices)
    if kind != "gate":
        raise NotFound("GEN-404")
    heard = [f"gate/{pk}" for pk in (gates.filter(code=code) if code else gates).values_list("pk", flat=True)]
    if not heard:
        raise NotFound("GEN-404")
    return HttpResponse(status=204, headers={"Hears": " ".join(heard)})
