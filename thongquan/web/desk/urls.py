"""The addresses of the officers' desk."""

from django.urls import path

from thongquan.web.desk import case, decide, papers, queue, reads, search, timeline, together, walkin, walkin_people

app_name = "desk"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue.<str:kind>", queue.as_table, name="queue_file"),
    path("next/", queue.take_next, name="next"),
    path("keep/", queue.keep, name="keep"),
    path("keep/<int:pk>/forget/", queue.forget, name="forget"),
    path("together/", together.together, name="together"),
    path("search/", search.search, name="search"),
    path("walk-in/", walkin.counter, name="walkin"),
    path("walk-in/declare/", walkin.declare_for, name="walkin_declare"),
    path("walk-in/passengers.<str:kind>", walkin_people.sheet, name="walkin_people"),
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/do/<str:act>/", decide.decide, name="decide"),
    path("<int:pk>/reads/<str:act>/", reads.reads, name="reads"),
    path("<int:pk>/paper/<int:document>/", papers.content, name="paper"),
    path("<int:pk>/paper/<int:document>/small/", papers.small, name="paper_small"),
    path("<int:pk>/print.pdf", papers.printed, name="print"),
    path("<int:pk>/timeline/", timeline.timeline, name="timeline"),
    path("<int:pk>/timeline/<int:event>.json", timeline.evidence, name="evidence"),
]
