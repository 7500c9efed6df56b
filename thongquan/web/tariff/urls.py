"""The addresses of the tariff."""

from django.urls import path

from thongquan.web.tariff import editions, search

app_name = "tariff"
urlpatterns = [
    path("", search.page, name="search"),
    path("pick/", search.pick, name="pick"),
    path("editions/", editions.listed, name="editions"),
    path("editions/new/", editions.upload, name="upload"),
    path("editions/<int:pk>/", editions.one, name="edition"),
    path("editions/<int:pk>/replay/", editions.replay, name="replay"),
    path("editions/<int:pk>/propose/", editions.propose, name="propose"),
    path("editions/<int:pk>/approve/", editions.approve, name="approve"),
    path("editions/<int:pk>/refuse/", editions.refuse, name="refuse"),
    path("editions/<int:pk>/rollback/", editions.roll_back, name="rollback"),
]
