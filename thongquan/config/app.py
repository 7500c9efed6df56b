"""The one Django application of the house."""

from django.apps import AppConfig


class Thongquan(AppConfig):
    """One application, one label, one history of migrations."""

    name = label = "thongquan"
    verbose_name = "Thông Quan"
    default_auto_field = "django.db.models.BigAutoField"
