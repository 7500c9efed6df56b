"""The addresses open to everyone."""

from django.urls import path

from thongquan.web.public import demo, gallery, register_link, registering, slip, status, views

app_name = "public"
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
    path("demo/", demo.demo_sign_in, name="demo_sign_in"),
    path("_look/", gallery.look, name="look"),
]
