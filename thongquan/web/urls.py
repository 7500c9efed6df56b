"""The addresses of the people's door: one line per area."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from thongquan.web.shared.live import may_stream
from thongquan.web.shared.views import language, theme

#: where each kind of people lives; an area's own urls.py says `app_name` and its pages
AREAS = (
    ("", "public"),
    ("trade/goods/", "trader.goods"),
    ("trade/", "trader"),
    ("gate/", "gate"),
    ("desk/", "desk"),
    ("central/", "central"),
    ("inspect/", "inspection"),
    ("review/", "review"),
    ("leader/", "leader"),
    ("office/", "office"),
    ("risk/", "risk"),
    ("ministry/", "ministry"),
    ("notices/", "notices"),
    ("hs/", "tariff"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("lang/<str:code>/", language, name="language"),
    path("theme/", theme, name="theme"),
    path("may-stream/<path:topic>", may_stream, name="may_stream"),
    *(
        path(start, include(f"thongquan.web.{area}.urls"))
        for start, area in AREAS
        if find_spec(f"thongquan.web.{area}") and find_spec(f"thongquan.web.{area}.urls")
    ),
]
