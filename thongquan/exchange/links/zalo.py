"""Zalo: a notice to a telephone number by template (Zalo Notification Service)."""

from __future__ import annotations

from thongquan.exchange.links.carriage import Message, Permanent, Temporary, post_json, setting

URL = "https://business.openapi.zalo.me/message/template"
#: answers of the service that may be different next time (quota, token, overload)
PASSING = frozenset({-100, -124, -126, -133, -147, -32})


def send(message: Message) -> None:
    """One template message with the whole sentence as its parameter."""
    token, template = setting("ZALO_TOKEN"), setting("ZALO_TEMPLATE")
    if not token or not template:
        raise Permanent("Zalo is not set up here")
    body = {"phone": message.address.removeprefix("+"), "template_id": template, "tracking_id": str(message.id),
            "template_data": {"text": message.text[:400], "link": message.link}}
    answer = post_json(setting("ZALO_URL") or URL, body, {"access_token": token})
    error = answer.get("error", 0)
    if error:
        raise (Temporary if error in PASSING else Permanent)(f"Zalo {error}: {str(answer.get('message', ''))[:150]}")
