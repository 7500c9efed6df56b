"""The addresses of the central officers' pages."""

from django.urls import path

from thongquan.web.central import case, decide, guarantees, history, me, papers, questions, queue, rule, said, team, together

app_name = "central"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("queue.<str:kind>", queue.as_table, name="queue_file"),
    path("next/", queue.take_next, name="next"),
    path("keep/", queue.keep, name="keep"),
    path("keep/<int:pk>/forget/", queue.forget, name="forget"),
    path("together/<str:act>/", together.together, name="together"),
    path("goods/<int:pk>/", case.case, name="case"),
    path("goods/<int:pk>/do/<str:act>/", decide.decide, name="decide"),
    path("goods/<int:pk>/reads/<str:act>/", said.reads, name="reads"),
    path("goods/<int:pk>/paper/<int:paper>/", papers.content, name="paper"),
    path("goods/<int:pk>/paper/<int:paper>/<int:number>/", papers.leaf, name="leaf"),
    path("goods/<int:pk>/history/", history.history, name="history"),
    path("guarantees/", guarantees.guarantees, name="guarantees"),
    path("guarantees/<int:pk>/letter/", guarantees.letter, name="guarantee_letter"),
    path("guarantees/<int:pk>/<str:verdict>/", guarantees.decide, name="guarantee_decide"),
    path("me/", me.mine, name="me"),
    path("me/switch/", me.switch, name="switch"),
    path("absence/", me.absent, name="absent"),
    path("absence/<int:pk>/back/", me.returned, name="returned"),
    path("team/", team.board, name="team"),
    path("team.<str:ending>", team.as_table, name="team_file"),
    path("team/again/<int:pk>/<str:verdict>/", team.decide, name="again"),
    path("team/questions/", questions.questions, name="questions"),
    path("team/roster/", team.roster, name="roster"),
    path("team/roster/<str:what>/<int:pk>/", team.edit, name="roster_edit"),
    path("team/rule/", rule.rule, name="rule"),
    path("team/rule/propose/", rule.propose, name="rule_propose"),
    path("team/rule/<int:pk>/<str:verdict>/", rule.decide, name="rule_decide"),
]
