"""The addresses of notices."""

from django.urls import path

from thongquan.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("all/", views.read_all, name="read_all"),
    path("<int:pk>/", views.open_one, name="open"),
    path("channels/", views.channels, name="channels"),
    path("channels/browser/", views.push, name="push"),
    path("channels/<int:pk>/turn/", views.turn, name="turn"),
    path("channels/<int:pk>/forget/", views.forget, name="forget"),
]
