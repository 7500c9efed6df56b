"""The interface description as a page for people: no foreign script, no foreign font."""

from __future__ import annotations

from html import escape

from django.templatetags.static import static

from thongquan.api.call import Call, Reply
from thongquan.api.endpoint import Endpoint
from thongquan.api.openapi import SUBJECTS, SUMMARY, TITLE
from thongquan.api.table import ENDPOINTS
from thongquan.core.words import Words

HEADS = (Words("Lệnh gọi", "Call", "调用"), Words("Việc", "What it does", "用途"), Words("Phạm vi khóa", "Key scope", "密钥范围"))
WHOLE = Words("Mô tả đầy đủ (OpenAPI 3.1)", "Full description (OpenAPI 3.1)", "完整描述（OpenAPI 3.1）")
TAGS = {"vi": "vi", "en": "en", "zh": "zh-Hans"}


def shown(call: Call) -> Reply:
    """Every endpoint by subject."""
    language = call.language
    tables = "".join(table(subject, language) for subject in SUBJECTS)
    text = (
        f'<!doctype html><html lang="{TAGS[language]}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>{escape(TITLE.say(language))}</title><link rel="stylesheet" href="{escape(static("tq.css"))}"></head>'
        f"<body><main><h1>{escape(TITLE.say(language))}</h1><p>{escape(SUMMARY.say(language))}</p>"
        f'<p><a href="/api/v1/openapi.json">{escape(WHOLE.say(language))}</a></p>{tables}</main></body></html>')
    return Reply(text.encode(), media_type="text/html; charset=utf-8")


def table(subject: str, language: str) -> str:
    """The endpoints of a subject."""
    heads = "".join(f'<th scope="col">{escape(words.say(language))}</th>' for words in HEADS)
    rows = "".join(
        f"<tr><td><code>{e.method} /api/v1/{escape(e.path)}</code></td><td>{escape(e.says.say(language))}</td><td>{escape(e.scope or '–')}</td></tr>"
        for e in ENDPOINTS if e.subject == subject)
    return f"<h2>{escape(SUBJECTS[subject].say(language))}</h2><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


ENDPOINT = Endpoint("GET", "docs", "api_docs", Words("Trang mô tả", "Description page", "说明页"), shown, {"type": "string"}, "reference")
