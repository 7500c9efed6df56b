"""The addresses of the leaders' pages."""

from django.urls import path

from thongquan.web.leader import board, goods, inbox, statistics

app_name = "leader"
urlpatterns = [
    path("", statistics.statistics, name="statistics"),
    path("figures/<str:code>.<str:kind>", statistics.as_table, name="figures"),
    path("cases/", statistics.cases, name="cases"),
    path("goods/", goods.page, name="goods"),
    path("goods/figures/<str:code>.<str:kind>", goods.as_table, name="goods_figures"),
    path("goods/cases/", goods.cases, name="goods_cases"),
    path("goods/target/<int:pk>/", goods.target, name="goods_target"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/admission/<uuid:scan>/", inbox.review, name="review"),
    path("inbox/emergency/<int:pk>/", inbox.emergency, name="emergency"),
    path("inbox/countersign/<int:pk>/", inbox.countersign, name="countersign"),
    path("inbox/again/<int:pk>/", inbox.again, name="again"),
    path("inbox/grant/<int:pk>/", inbox.grant, name="grant"),
    path("deputies/", inbox.deputy, name="deputy"),
    path("deputies/<int:pk>/end/", inbox.end_deputy, name="end_deputy"),
    path("board/", board.home, name="board"),
    path("board/<str:code>/", board.board, name="gate"),
]
