"""Lines of running, one JSON object each, with numbers that could name a person struck out."""

import re
from typing import Any

import structlog

LONG_NUMBER = re.compile(r"\d{6,}")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
DATABASE_DETAIL = re.compile(r"(DETAIL|CONTEXT):[^\n]*")
PLATE = re.compile(r"\b\d{2}[A-Z]{1,2}-?\d{3}\.?\d{2}\b")


def strike(text: str) -> str:
    """The text with long numbers, plates, e-mail addresses and quoted rows replaced by a mark."""
    for pattern in (DATABASE_DETAIL, ADDRESS, PLATE, LONG_NUMBER):
        text = pattern.sub("…", text)
    return text


def without_people(_logger: Any, _method: str, line: Any) -> Any:
    """A structlog step: strikes every text of the line, and drops the request object."""
    line.pop("request", None)
    return {name: strike(value) if isinstance(value, str) and name != "timestamp" else value for name, value in line.items()}


def settings(level: str) -> dict[str, Any]:
    """Django's LOGGING: everything to standard error."""
    steps: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, without_people, structlog.processors.JSONRenderer(ensure_ascii=False)]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": steps, "processors": last}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            "thongquan": {"handlers": ["stderr"], "level": level, "propagate": False},
        },
    }
