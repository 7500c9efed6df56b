"""The addresses of the pages on risk."""

from django.urls import path

from thongquan.web.risk import forecast, lines, models, stops, vehicles, watch

app_name = "risk"
urlpatterns = [
    path("", watch.overview, name="overview"),
    path("models/", models.models, name="models"),
    path("models/ask/", models.ask, name="ask"),
    path("models/back/", models.back, name="back"),
    path("models/<int:pk>/", models.model, name="model"),
    path("models/<int:pk>/propose/", models.propose, name="propose"),
    path("models/<int:pk>/promote/", models.promote, name="promote"),
    path("models/<int:pk>/refuse/", models.refuse, name="refuse"),
    path("lines/", lines.lines, name="lines"),
    path("vehicles/", vehicles.vehicles, name="vehicles"),
    path("stops/", stops.stops, name="stops"),
    path("stops/<int:pk>/lift/", stops.lift, name="lift"),
    path("hits/", watch.hits, name="hits"),
    path("drift/", watch.drift, name="drift"),
    path("officers/", watch.officers, name="officers"),
    path("officers/<int:pk>/", lines.of_officer, name="officer"),
    path("forecast/", forecast.forecast, name="forecast"),
]
