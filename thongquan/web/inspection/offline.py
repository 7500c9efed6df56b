"""The small keeper in the tablet: orders once opened open again without a network."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongquan.web.shared.allow import allow

SOURCE = Path(__file__).with_name("worker.js")
KEPT = ("tq.css", "tq.js", "inspect.js", "live.js", "icons.svg", "favicon.svg", "fonts/be-vietnam-400.woff2", "fonts/be-vietnam-600.woff2")


@allow.public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The worker of /inspect/, told the addresses of the files that its pages need."""
    files = ", ".join(f'"{staticfiles_storage.url(name)}"' for name in KEPT)
    answer = HttpResponse(SOURCE.read_text().replace("/*FILES*/", files), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
