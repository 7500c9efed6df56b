"""Notices on their way out: each link with a partner that answers, stutters, refuses; and web push by its standard's example."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.test import override_settings

from tests.border import NOW, open_border
from thongquan.actions import notice
from thongquan.core.actor import system
from thongquan.core.refused import NotAllowed, NotFound, Refused
from thongquan.exchange.formats.webpush import CURVE, padded, sealed, ticket, unpadded
from thongquan.exchange.links import carriage, email, gateway, push, sms, wechat, zalo
from thongquan.exchange.links.carriage import Message, Permanent, Temporary
from thongquan.jobs import notices as shift
from thongquan.models import ChannelChoice, Dispatch, Notice
from thongquan.queries import notice as asked
from thongquan.queries.scope import scope

DATABASE = "border"
SMS = Message(7, "sms", "+8613877001234", "zh", "车辆 14C-123.45 已接受", "https://tq.example/s/x")


class Partner(HTTPServer):
    """A provider on this machine: answers what the test wants, keeps what it got."""

    def __init__(self, status: int = 200, answer: bytes = b"{}") -> None:
        self.status, self.answer, self.got = status, answer, []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(handler) -> None:
                body = handler.rfile.read(int(handler.headers["Content-Length"]))
                self.got.append((handler.path, dict(handler.headers), body))
                handler.send_response(self.status)
                if self.status == 302:
                    handler.send_header("Location", "https://evil.example/")
                handler.end_headers()
                handler.wfile.write(self.answer)

            def log_message(handler, *args) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/send"
        threading.Thread(target=self.serve_forever, daemon=True).start()


@pytest.fixture
def partner():
    running = []

    def open_(*args):
        running.append(Partner(*args))
        return running[-1]

    yield open_
    for one in running:
        one.shutdown()
        one.server_close()


def test_an_sms_reaches_a_foreign_number(partner, monkeypatch):
    provider = partner()
    monkeypatch.setenv("THONGQUAN_SMS_URL", provider.url)
    monkeypatch.setenv("THONGQUAN_SMS_KEY", "k1")
    sms.send(SMS)
    _, headers, body = provider.got[0]
    assert headers["Authorization"] == "Bearer k1"
    assert json.loads(body) == {"to": "+8613877001234", "text": "车辆 14C-123.45 已接受 https://tq.example/s/x", "reference": "7"}
    long = sms.shortened(Message(1, "sms", "+84912345678", "vi", "x" * 500, "https://tq.example/s/x"))
    assert len(long) <= sms.LONGEST and long.endswith("https://tq.example/s/x")
    with pytest.raises(Permanent):
        sms.send(Message(1, "sms", "0912345678", "vi", "x"))


@pytest.mark.parametrize(("status", "fate"), [(500, Temporary), (503, Temporary), (429, Temporary), (400, Permanent), (403, Permanent), (302, Permanent)])
def test_what_a_partners_status_means(partner, monkeypatch, status, fate):
    monkeypatch.setenv("THONGQUAN_SMS_URL", partner(status).url)
    with pytest.raises(fate):
        sms.send(SMS)


def test_a_silent_or_garbled_partner_is_tried_again(partner, monkeypatch):
    monkeypatch.setenv("THONGQUAN_SMS_URL", "http://127.0.0.1:1/")
    with pytest.raises(Temporary):
        sms.send(SMS)
    monkeypatch.setenv("THONGQUAN_SMS_URL", partner(200, b"<html>").url)
    with pytest.raises(Temporary):
        sms.send(SMS)
    monkeypatch.setenv("THONGQUAN_SMS_URL", "http://sms.example/")  # never in clear across the network
    with pytest.raises(Permanent):
        sms.send(SMS)


@pytest.mark.parametrize(("link", "name", "codes"), [(zalo, "ZALO", {"error": -124}), (wechat, "WECHAT", {"errcode": 45009})])
def test_zalo_and_wechat_speak_their_own_errors(partner, monkeypatch, link, name, codes):
    for suffix, value in (("TOKEN", "t"), ("TEMPLATE", "m")):
        monkeypatch.setenv(f"THONGQUAN_{name}_{suffix}", value)
    good = partner()
    monkeypatch.setenv(f"THONGQUAN_{name}_URL", good.url)
    link.send(SMS)
    assert "14C-123.45" in good.got[0][2].decode()
    monkeypatch.setenv(f"THONGQUAN_{name}_URL", partner(200, json.dumps(codes).encode()).url)
    with pytest.raises(Temporary):
        link.send(SMS)
    monkeypatch.setenv(f"THONGQUAN_{name}_URL", partner(200, json.dumps(dict.fromkeys(codes, 99)).encode()).url)
    with pytest.raises(Permanent):
        link.send(SMS)


@pytest.mark.parametrize("link", [sms, zalo, wechat, push])
def test_a_link_that_is_not_set_up_says_so(link):
    with pytest.raises(Permanent):
        link.send(SMS)


def test_an_e_mail_is_written_in_its_language():
    email.send(Message(3, "email", "hai@example.com", "vi", "Xe 14C-123.45 đã qua.", "https://tq.example/trade/"))
    assert mail.outbox[0].subject == "Thông Quan: thông báo" and "https://tq.example/trade/" in mail.outbox[0].body
    with pytest.raises(Permanent):
        email.send(Message(3, "email", "a@b.com\nBcc: all@example.com", "vi", "x"))


# ---- web push: the example of RFC 8291, section 5 ------------------------------------------------------

BROWSER = padded("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")
AUTH = padded("BTBZMqHH6r4Tts7J_aSIgg")
OWN = ec.derive_private_key(int.from_bytes(padded("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), CURVE)
SALT = padded("DGv6ra1nlYgDCS1FRnbzlw")
SEALED = ("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
          "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")


def test_a_push_is_sealed_as_the_standard_shows():
    assert unpadded(sealed(b"When I grow up, I want to be a watermelon", BROWSER, AUTH, OWN, SALT)) == SEALED


def test_the_senders_ticket_names_its_reader():
    said = ticket("https://fcm.googleapis.com", "mailto:x@example.com", 1_800_000_000, OWN)
    claims = json.loads(padded(said.removeprefix("vapid t=").split(".")[1]))
    assert claims == {"aud": "https://fcm.googleapis.com", "exp": 1_800_000_000, "sub": "mailto:x@example.com"}


def a_subscription(endpoint: str) -> str:
    return json.dumps({"endpoint": endpoint, "keys": {"p256dh": unpadded(BROWSER), "auth": unpadded(AUTH)}})


def test_a_push_goes_to_push_services_alone():
    """A subscription is typed by a stranger: it may not point into our own network."""
    assert push.subscription(a_subscription("https://fcm.googleapis.com/fcm/send/x"))[1] == BROWSER
    for endpoint in ("https://127.0.0.1/x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x",
                     "https://fcm.googleapis.com.evil.example/x", "https://evilnotify.windows.com/x", "file:///etc/passwd"):
        with pytest.raises(Permanent):
            push.subscription(a_subscription(endpoint))
    for address in ("", "{}", "[]", '{"endpoint": 1}'):
        with pytest.raises(Permanent):
            push.subscription(address)


# ---- the outbox ------------------------------------------------------------------------------------------


@pytest.fixture
def huong(db):
    return open_border().companies[0]


def told(huong, kind="gate_resumed"):
    with scope(huong):
        notice.tell(huong.parties[0], kind, {"gate": {"vi": "Bắc Luân", "en": "Bac Luan", "zh": "北仑"}, "time": "08:00"}, link="/trade/")


def rows(**wanted):
    with scope(system()):
        return list(Dispatch.objects.filter(**wanted).order_by("id"))


@override_settings(REALM="demo")
def test_an_urgent_notice_leaves_on_every_channel_in_its_language(huong):
    told(huong)
    assert shift.deliver_due() == 4
    by_channel = {row.channel: row for row in rows()}
    assert set(by_channel) == {"sms", "zalo", "wechat", "email"} and {row.state for row in by_channel.values()} == {"sent"}
    assert "Bắc Luân" in by_channel["sms"].text and "北仑" in by_channel["wechat"].text
    assert shift.deliver_due() == 0  # nothing twice
    assert len(mail.outbox) == 1


@override_settings(REALM="demo")
def test_a_quiet_notice_stays_in_the_app(huong):
    with scope(huong):
        notice.tell(huong.parties[0], "mandate_given", {"party": "Công ty"})
        assert asked.unread(huong) == 1
    assert shift.deliver_due() == 0 and rows() == []


def test_a_passing_failure_is_tried_again_later_and_a_final_one_never(huong, monkeypatch):
    told(huong)
    fates = {"sms": Temporary("busy"), "zalo": Permanent("unknown number"), "wechat": RuntimeError("broken")}

    def carrier(message: Message) -> None:
        if message.channel in fates:
            raise fates[message.channel]

    monkeypatch.setattr(gateway, "send", carrier)
    assert shift.deliver_due() == 1
    found = {row.channel: (row.state, row.tries, row.error) for row in rows()}
    assert found["sms"] == ("queued", 1, "busy") and found["zalo"] == ("failed", 1, "unknown number")
    assert found["wechat"] == ("queued", 1, "RuntimeError") and found["email"][0] == "sent"
    assert shift.deliver_due() == 0  # not before its pause
    born = rows()[0].queued_at
    with scope(system()):
        assert len(notice.due(born + timedelta(minutes=2))) == 2
        for _ in range(5):
            notice.settle_dispatch(rows(channel="sms")[0].pk, at=NOW, error="busy")
    assert rows(channel="sms")[0].state == "failed"


def test_what_a_dead_worker_held_is_taken_again(huong):
    told(huong)
    with scope(system()):
        notice.queue_dispatches(at=Notice.objects.latest("id").at)
        row = Dispatch.objects.order_by("id").first()
        taken = row.queued_at
        assert notice.claim_dispatch(row.pk, at=taken) is not None
        assert notice.claim_dispatch(row.pk, at=taken + timedelta(minutes=1)) is None
        assert row.pk in notice.due(taken + timedelta(minutes=11))
        assert notice.claim_dispatch(row.pk, at=taken + timedelta(minutes=11)) is not None


def test_one_reads_ones_own_notices(huong):
    told(huong)
    with scope(huong):
        row = asked.inbox(huong).first()
        notice.read(row.pk, at=NOW)
        first = Notice.objects.get(pk=row.pk).read_at
        notice.read(row.pk, at=NOW + timedelta(hours=1))
        assert Notice.objects.get(pk=row.pk).read_at == first == NOW and asked.unread(huong) == 0
        told_again = asked.notice(row.pk, huong)
        assert told_again is not None
    other = open_border().companies[1]
    with scope(other):
        assert asked.notice(row.pk, other) is None
        with pytest.raises(NotFound):
            notice.read(row.pk, at=NOW)


def test_channels_are_chosen_with_addresses_that_can_be_reached(huong):
    mine = huong.parties[0]
    with scope(huong):
        assert notice.choose_channel(mine, "sms", "138 7700 1234".replace(" ", ""), by=huong).address.startswith("+84")
        assert notice.choose_channel(mine, "sms", "+86 138 7700 1234", by=huong).address == "+8613877001234"
        for channel, address in (("sms", "x"), ("email", "no at sign"), ("email", "a@b.com\nBcc:x@y.z"), ("wechat", "đ"), ("push", "x")):
            with pytest.raises(Refused) as no:
                notice.choose_channel(mine, channel, address, by=huong)
            assert no.value.code == "NTC-02"
        with pytest.raises(Refused):
            notice.choose_channel(mine, "pigeon", "x", by=huong)
        with pytest.raises(NotAllowed):
            notice.choose_channel(mine + 1, "sms", "+84912345678", by=huong)
        choice = ChannelChoice.objects.filter(party_id=mine, channel="zalo").get()
        notice.forget_channel(choice.pk, by=huong)
        with pytest.raises(NotFound):
            notice.forget_channel(choice.pk, by=huong)


def test_the_link_of_a_realm_of_invented_people_leaves_nothing(settings):
    for realm, real in (("demo", False), ("training", False), ("production", True)):
        settings.REALM = realm
        assert (gateway.link_for("sms") is sms.send) == real
    with pytest.raises(Permanent):
        gateway.link_for("pigeon")
    assert carriage.setting("NO_SUCH") == ""
