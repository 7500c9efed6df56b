"""E-mail through the installation's mail server."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from thongquan.exchange.links.carriage import Message, Permanent, Temporary

SUBJECTS = {"vi": "Thông Quan: thông báo", "en": "Thông Quan: a notice", "zh": "Thông Quan 通知"}


def send(message: Message) -> None:
    """Hand one message to the mail server."""
    if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        raise Temporary("no mail server is set up")
    if "\n" in message.address or "\r" in message.address:
        raise Permanent("address holds a line break")
    body = f"{message.text}\n\n{message.link}" if message.link else message.text
    subject = SUBJECTS.get(message.language, SUBJECTS["vi"])
    letter = EmailMessage(subject, body, to=[message.address], headers={"X-Notice": str(message.id)})
    try:
        letter.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as no:
        raise Permanent(type(no).__name__) from no
    except (smtplib.SMTPException, OSError) as silent:
        raise Temporary(type(silent).__name__) from silent
