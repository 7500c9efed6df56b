"""The addresses of a ministry's officer."""

from django.urls import path

from thongquan.web.ministry import permits, waiting

app_name = "ministry"
urlpatterns = [
    path("", permits.permits, name="permits"),
    path("new/", permits.key_in, name="key_in"),
    path("<int:pk>/", permits.permit, name="permit"),
    path("<int:pk>/revoke/", permits.revoke, name="revoke"),
    path("<int:pk>/scan/", permits.scan, name="scan"),
    path("<int:pk>/verify/", permits.verify, name="verify"),
    path("waiting/", waiting.waiting, name="waiting"),
    path("messages/", waiting.messages_in, name="messages"),
    path("link/", waiting.link, name="link"),
]
