"""The addresses of review after clearance."""

from django.urls import path

from thongquan.web.review import acts, case, follow, handin, queue

app_name = "review"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("next/", queue.take_next, name="next"),
    path("follow-ups/", follow.follow_ups, name="follow_ups"),
    path("follow-ups/<int:pk>/<str:act>/", follow.decide, name="follow"),
    path("hand-in/<int:pk>/", handin.hand_in, name="hand_in"),
    path("of/<int:declaration>/", case.of, name="of"),
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/papers/<int:document>/", case.paper, name="paper"),
    path("<int:pk>/papers/<int:document>/small/", case.paper_small, name="paper_small"),
    path("<int:pk>/papers/<int:document>/<int:number>/", case.paper_leaf, name="paper_leaf"),
    path("<int:pk>/sisters/<int:declaration>/", acts.sister, name="sister"),
    path("<int:pk>/do/<str:act>/", acts.act, name="act"),
]
