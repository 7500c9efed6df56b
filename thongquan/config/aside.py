"""What must outlive a rolled-back request is written on connections of its own."""

from typing import Any


class Aside:
    """Sends Django's cache table to the second alias; everything else stays where it is."""

    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        """The alias to read this model from, or None for the usual one."""
        return "aside" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        """Tables are made through the usual alias alone."""
        return db == "default"
