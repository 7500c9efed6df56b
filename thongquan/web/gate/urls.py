"""The addresses of the gate's pages."""

from django.urls import path

from thongquan.web.gate import acts, agency, goods, lanes, ready, scanner, shift, wall, yard

app_name = "gate"
urlpatterns = [
    path("", ready.ready, name="ready"),
    path("lanes/", ready.to_lanes, name="lanes"),
    path("ticks/", ready.to_ticks, name="ticks"),
    path("yard/", ready.to_yard, name="yards"),
    path("scan/", scanner.scan, name="scan"),
    path("<str:code>/lanes/", lanes.console, name="console"),
    path("<str:code>/agency/", agency.listing, name="agency"),
    path("<str:code>/agency/<int:crossing_id>/", agency.mark, name="mark"),
    path("<str:code>/goods/", goods.listing, name="goods"),
    path("<str:code>/goods/<int:pk>/", goods.lane, name="lane"),
    path("<str:code>/yard/", yard.listing, name="yard"),
    path("<str:code>/yard/<int:crossing_id>/", yard.bay, name="bay"),
    path("<str:code>/wall/", wall.board, name="wall"),
    path("<str:code>/<int:lane>/", scanner.page, name="scanner"),
    path("<str:code>/<int:lane>/officer/", shift.officer, name="officer"),
    path("<str:code>/<int:lane>/find/", scanner.find, name="find"),
    path("<str:code>/<int:lane>/act/<str:number>/", acts.page, name="act"),
]
