"""Web push to a browser, through the push service that the browser itself named."""

from __future__ import annotations

import json
import secrets
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec

from thongquan.exchange.formats.webpush import CURVE, padded, point, sealed, ticket, unpadded
from thongquan.exchange.links.carriage import Message, Permanent, post, setting

#: the services of the browsers; a subscription that names another host is refused
SERVICES = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
WINDOWS = ".notify.windows.com"
KEPT_SECONDS = 24 * 3600
TICKET_SECONDS = 12 * 3600


def send(message: Message) -> None:
    """Seal and post one message; the address is the browser's subscription as JSON."""
    word = setting("PUSH_KEY")
    if not word:
        raise Permanent("web push is not set up here")
    endpoint, browser, auth = subscription(message.address)
    key = ec.derive_private_key(int.from_bytes(padded(word), "big"), CURVE)
    text = json.dumps({"text": message.text, "link": message.link}, ensure_ascii=False).encode()[:3000]
    body = sealed(text, browser, auth, ec.generate_private_key(CURVE), secrets.token_bytes(16))
    parts = urlsplit(endpoint)
    contact = setting("PUSH_CONTACT") or "mailto:thongquan@localhost"
    post(endpoint, body, {
        "Authorization": ticket(f"https://{parts.netloc}", contact, int(time.time()) + TICKET_SECONDS, key),
        "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(KEPT_SECONDS), "Urgency": "high",
    })


def public_key() -> str:
    """What a browser must know to subscribe: the public half of this installation's key; empty where there is none."""
    word = setting("PUSH_KEY")
    return unpadded(point(ec.derive_private_key(int.from_bytes(padded(word), "big"), CURVE).public_key())) if word else ""


def subscription(address: str) -> tuple[str, bytes, bytes]:
    """Endpoint, public key and secret of a subscription; an endpoint that is no push service is refused."""
    try:
        held = json.loads(address)
        endpoint, keys = str(held["endpoint"]), held["keys"]
        browser, auth = padded(keys["p256dh"]), padded(keys["auth"])
    except (ValueError, KeyError, TypeError) as broken:
        raise Permanent("not a push subscription") from broken
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.port not in (None, 443) or not (host in SERVICES or host.endswith(WINDOWS)):
        raise Permanent(f"not a push service: {host[:80]}")
    if len(browser) != 65 or len(auth) != 16:
        raise Permanent("not a push subscription")
    return endpoint, browser, auth
