"""A driver's telephone is told though no page is open: subscription, sealed message, tap."""

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import expect

from tests.browser.people import signs_in
from thongquan.exchange.formats.webpush import CURVE, point, unpadded

#: what the browser's own push service would answer; none is reached from here
SUBSCRIBED = """(() => {
  PushManager.prototype.subscribe = async function (wanted) {
    window.askedWith = new Uint8Array(wanted.applicationServerKey).length;
    return { endpoint: "https://fcm.googleapis.com/fcm/send/one", keys: %s };
  };
  if (!Notification.maxActions && Notification.permission === "denied") Notification.requestPermission = async () => "granted";
})();"""


def keys() -> str:
    """The keys a browser makes for itself."""
    return json.dumps({"p256dh": unpadded(point(ec.generate_private_key(CURVE).public_key())), "auth": unpadded(b"0123456789abcdef")})


def test_this_browser_asks_for_notices_and_shows_one_with_no_page_open(page: Any, live: str) -> None:
    page.context.grant_permissions(["notifications"], origin=live)
    page.add_init_script(SUBSCRIBED % keys())
    signs_in(page, "huong")
    page.goto("/notices/channels/")
    page.locator("form[data-push] button").click()
    expect(page.locator("ul.links li", has_text="trình duyệt")).to_have_count(1, timeout=10_000)
    page.goto("/trade/")
    session = page.context.new_cdp_session(page)
    versions: list[Any] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: versions.extend(told["registrations"]))
    session.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready")
    page.wait_for_timeout(500)
    ours = next(one for one in versions if one["scopeURL"].endswith("/trade/"))
    told = json.dumps({"text": "Xe 14C-123.45: tờ khai đã được chấp nhận", "link": "/trade/"})
    session.send("ServiceWorker.deliverPushMessage", {"origin": live + "/", "registrationId": ours["registrationId"], "data": told})
    page.wait_for_timeout(800)
    shown = page.evaluate("""async () => (await (await navigator.serviceWorker.getRegistration("/trade/")).getNotifications())
      .map((n) => [n.title, n.body, n.data])""")
    assert shown == [["Thông Quan", "Xe 14C-123.45: tờ khai đã được chấp nhận", "/trade/"]]


def test_a_stranger_as_push_service_is_refused(page: Any) -> None:
    signs_in(page, "huong")
    page.goto("/notices/channels/")
    form = page.locator("form[data-push]")
    token, party = form.locator("[name=csrfmiddlewaretoken]").input_value(), form.locator("[name=party]").input_value()
    bad = json.dumps({"endpoint": "https://evil.example/x", "keys": json.loads(keys())})
    answer = page.request.post("/notices/channels/browser/", form={"csrfmiddlewaretoken": token, "party": party, "subscription": bad},
                               headers={"Referer": page.url})
    assert answer.status == 409 and "NTC-02" in answer.text()
    answer = page.request.post("/notices/channels/browser/", form={"csrfmiddlewaretoken": token, "party": "999999", "subscription": bad},
                               headers={"Referer": page.url})
    assert answer.status == 404
