"""Every address of the house: people's pages, machines' interface, accounts, health."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from thongquan.queries.trail.sealing import sealing


def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the server answers and its database does too, 503 otherwise; a late seal is said, acts go on."""
    try:
        seal = sealing()
    except Exception:  # a probe must answer whatever is wrong
        return JsonResponse({"ok": False, "database": False, "realm": settings.REALM}, status=503)
    return JsonResponse({
        "ok": True, "database": True, "realm": settings.REALM,
        "seal": {"level": seal.level, "sealed": seal.sealed, "waiting": seal.waiting, "seconds": round(seal.seconds, 1)},
    })


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("api/", include("thongquan.api.urls")),
    path("", include("thongquan.web.urls")),
]

handler400 = "thongquan.web.shared.errors.not_understood"
handler403 = "thongquan.web.shared.errors.not_allowed"
handler404 = "thongquan.web.shared.errors.not_found"
handler429 = "thongquan.web.shared.errors.too_often"
handler500 = "thongquan.web.shared.errors.broken"
