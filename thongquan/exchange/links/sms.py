"""SMS through a provider that takes JSON, foreign numbers in international form included."""

from __future__ import annotations

from thongquan.exchange.links.carriage import Message, Permanent, post_json, setting

#: an SMS of three parts in UCS-2
LONGEST = 201


def send(message: Message) -> None:
    """POST {to, text, reference} to THONGQUAN_SMS_URL with THONGQUAN_SMS_KEY."""
    url = setting("SMS_URL")
    if not url:
        raise Permanent("SMS is not set up here")
    if not message.address.startswith("+"):
        raise Permanent("not an international number")
    answer = post_json(url, {"to": message.address, "text": shortened(message), "reference": str(message.id)},
                       {"Authorization": f"Bearer {setting('SMS_KEY')}"})
    if answer.get("error"):
        raise Permanent(str(answer["error"])[:200])


def shortened(message: Message) -> str:
    """What fits; the link stays whole."""
    room = LONGEST - len(message.link) - 1 if message.link else LONGEST
    text = message.text if len(message.text) <= room else message.text[:room - 1] + "…"
    return f"{text} {message.link}".strip()
