"""WeChat: a template message of the official account to a follower."""

from __future__ import annotations

from thongquan.exchange.links.carriage import Message, Permanent, Temporary, post_json, setting

URL = "https://api.weixin.qq.com/cgi-bin/message/template/send"
#: busy, token run out, quota of the day
PASSING = frozenset({-1, 40001, 42001, 45009, 45011})


def send(message: Message) -> None:
    """One template message; the address is the follower's openid."""
    token, template = setting("WECHAT_TOKEN"), setting("WECHAT_TEMPLATE")
    if not token or not template:
        raise Permanent("WeChat is not set up here")
    url = f"{setting('WECHAT_URL') or URL}?access_token={token}"
    body = {"touser": message.address, "template_id": template, "url": message.link, "client_msg_id": str(message.id),
            "data": {"content": {"value": message.text[:200]}}}
    answer = post_json(url, body)
    error = answer.get("errcode", 0)
    if error:
        raise (Temporary if error in PASSING else Permanent)(f"WeChat {error}: {str(answer.get('errmsg', ''))[:150]}")
