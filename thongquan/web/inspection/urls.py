"""The addresses of inspection."""

from django.urls import path

from thongquan.web.inspection import board, files, laboratory, leave, offline, order, place, send

app_name = "inspection"
urlpatterns = [
    path("", board.board, name="board"),
    path("sw.js", offline.worker, name="worker"),
    path("laboratory/", laboratory.samples, name="laboratory"),
    path("laboratory/<int:pk>/<str:verdict>/", laboratory.act, name="laboratory_act"),
    path("leave/", leave.listing, name="leave"),
    path("leave.<str:kind>", leave.as_table, name="leave_file"),
    path("place/<str:code>/pause/", place.stop, name="pause"),
    path("place/<str:code>/reopen/", place.reopen, name="reopen"),
    path("place/<str:code>/seals/", place.seals, name="seals"),
    path("<int:pk>/", order.order, name="order"),
    path("<int:pk>/move/", board.move, name="move"),
    path("<int:pk>/begin/", order.begin, name="begin"),
    path("<int:pk>/present/", order.present, name="present"),
    path("<int:pk>/unload/", order.unload, name="unload"),
    path("<int:pk>/step/", send.step, name="step"),
    path("<int:pk>/line/", send.line, name="line"),
    path("<int:pk>/keep/", send.keep, name="keep"),
    path("<int:pk>/sample/<int:evidence>/", send.sample, name="sample"),
    path("<int:pk>/image/<int:evidence>/", send.read, name="read"),
    path("<int:pk>/result/", send.result, name="result"),
    path("<int:pk>/file/<int:evidence>/", files.content, name="file"),
]
