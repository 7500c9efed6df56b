"""The addresses of the people who declare."""

from django.urls import path

from thongquan.web.trader import acts, bulk, clients, company, declare, home, loading, members, offline, papers, passengers, passes, trip, trips

app_name = "trader"
urlpatterns = [
    path("", home.home, name="home"),
    path("sw.js", offline.worker, name="worker"),
    path("clients/", clients.needs_now, name="needs"),
    path("clients/choose/", clients.choose, name="choose"),
    path("declare/", declare.declare_new, name="declare"),
    path("drafts/", trips.listed, name="drafts"),
    path("drafts/<int:pk>/", declare.draft, name="draft"),
    path("drafts/<int:pk>/drop/", acts.drop, name="drop"),
    path("trips/", trips.listed, name="trips"),
    path("trips.csv", trips.as_csv, name="trips_csv"),
    path("trips/<int:pk>/", trip.trip, name="trip"),
    path("trips/<int:pk>/repeat/", acts.repeat_trip, name="repeat"),
    path("trips/<int:pk>/load/", loading.plan, name="load"),
    path("trips/<int:pk>/change/", acts.change, name="change"),
    path("trips/<int:pk>/cancel/", acts.cancel_trip, name="cancel"),
    path("trips/<int:pk>/extend/", acts.extend, name="extend"),
    path("trips/<int:pk>/answer/", acts.answer, name="answer"),
    path("trips/<int:pk>/keep/", acts.keep, name="keep"),
    path("trips/<int:pk>/print/", trip.printed, name="print"),
    path("trips/<int:pk>/pass/", passes.shown, name="pass"),
    path("trips/<int:pk>/pass/<int:leg>/", passes.shown, name="pass_leg"),
    path("trips/<int:pk>/pass/<int:leg>.png", passes.picture, name="pass_png"),
    path("trips/<int:pk>/pass.pdf", passes.printed, name="pass_pdf"),
    path("trips/<int:pk>/papers/", papers.of_trip, name="trip_papers"),
    path("trips/<int:pk>/passengers/", passengers.of_trip, name="passengers"),
    path("trips/<int:pk>/passengers.<str:kind>", passengers.sheet, name="passengers_sheet"),
    path("saved/<int:pk>/forget/", acts.forget, name="forget"),
    path("bulk/", bulk.upload, name="bulk"),
    path("bulk/template.<str:kind>", bulk.empty, name="bulk_template"),
    path("bulk/<int:pk>/", bulk.shown, name="bulk_file"),
    path("bulk/<int:pk>/returned.xlsx", bulk.returned, name="bulk_returned"),
    path("papers/", papers.kept, name="papers"),
    path("papers/<int:pk>/file/", papers.content, name="paper_file"),
    path("papers/<int:pk>/small/", papers.small, name="paper_small"),
    path("company/", company.company, name="company"),
    path("company/members/invite/", members.invite, name="invite"),
    path("company/members/<int:pk>/remove/", members.remove, name="remove_member"),
    path("company/<str:kind>/", company.register, name="registered"),
    path("company/<str:kind>/<int:pk>/", company.entry, name="entry"),
]
