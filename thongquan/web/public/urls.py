"""The addresses open to everyone."""

from django.urls import path, register_converter

from thongquan.web.public import demo, draws, gallery, register_link, registering, slip, status, views

app_name = "public"


class EpochConverter:
    """Team, day, kind of work, and the number of a second epoch of that day: `20BB/2026-11-26/dossier`."""

    regex = r"[A-Z0-9]{2,12}/\d{4}-\d\d-\d\d/[a-z]{3,20}(?:/\d{1,3})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EpochConverter, "epoch")
urlpatterns = [
    path("", views.front, name="front"),
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("me/", views.me, name="me"),
    path("new/enterprise/", registering.enterprise, name="register"),
    path("new/guest/", registering.guest, name="guest"),
    path("register/link/<str:token>/", register_link.arrive, name="link"),
    path("status/", status.find, name="status"),
    path("s/<str:token>/", status.state, name="state"),
    path("slip/<str:token>/", slip.slip, name="slip"),
    path("proof/<str:number>/", slip.proof, name="proof"),
    path("draws/", draws.listed, name="draws"),
    path("draws/<epoch:name>.json", draws.bundle_file, name="draw_bundle"),
    path("draws/<epoch:name>/", draws.epoch, name="draw_epoch"),
    path("demo/", demo.demo_sign_in, name="demo_sign_in"),
    path("_look/", gallery.look, name="look"),
]
