"""The one Django application of the house."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from thongquan.config.law import fault


class Thongquan(AppConfig):
    """One application, one label, one history of migrations."""

    name = label = "thongquan"
    verbose_name = "Thông Quan"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The installation's own lines of law are in force; from a sign-in on, the session knows when it was last used."""
        if wrong := fault():
            raise SystemExit(wrong)
        user_logged_in.connect(signed_in, dispatch_uid="thongquan.idle")


def signed_in(sender: Any, request: HttpRequest, **more: Any) -> None:
    """Somebody begins; the pages' own rooms are read only now, commands need none of them."""
    from thongquan.web.shared.idle import begin  # slow: the pages and their libraries

    begin(request, timezone.now())
