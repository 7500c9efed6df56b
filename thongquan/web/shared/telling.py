"""One sentence that the next page shows and lets go."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def note(request: HttpRequest, text: str, level: str = "info") -> None:
    """Say it on the next page: `info`, `success` or `warning`."""
    getattr(messages, level)(request, text)
