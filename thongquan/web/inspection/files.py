"""Evidence for the officer's eye: pictures and clips, exactly as they were sent."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongquan.models import InspectionEvidence
from thongquan.web.inspection import frame
from thongquan.web.shared.allow import allow

SHOWN = ("image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm")


@allow(*frame.LOOKS)
@require_GET
def content(request: HttpRequest, pk: int, evidence: int) -> HttpResponse:
    """The picture or clip; it runs nothing, whatever it holds."""
    row = InspectionEvidence.objects.filter(pk=evidence, order_id=pk, media_type__in=SHOWN).first()
    if row is None or not row.content:
        raise Http404(str(evidence))
    answer = HttpResponse(bytes(row.content), content_type=row.media_type)
    answer["Content-Disposition"] = f'inline; filename="inspection-{pk}-{evidence}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
