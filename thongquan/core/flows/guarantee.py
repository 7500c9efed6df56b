"""The life of a bank's guarantee: filed, accepted or refused; released, or expired."""

from thongquan.core.flow import Flow, Step
from thongquan.core.words import Words

TRADER = frozenset({"declarant", "broker", "transport_agent"})
CUSTOMS = frozenset({"dossier_officer", "team_leader", "office_leader"})
CLOCK = frozenset({"system"})

STATES = {
    "filed": Words("Chờ hải quan chấp nhận", "Waits for customs", "待海关接受"),
    "accepted": Words("Đã chấp nhận", "Accepted", "已接受"),
    "refused": Words("Không chấp nhận", "Refused", "未接受"),
    "withdrawn": Words("Đã rút", "Withdrawn", "已撤回"),
    "released": Words("Đã giải tỏa", "Released", "已解除"),
    "expired": Words("Hết hiệu lực", "Expired", "已到期"),
}

GUARANTEE = Flow("guarantee", "filed", STATES, (
    Step("file", ("refused", "withdrawn"), "filed", TRADER, Words("Nộp lại", "File again", "重新提交")),
    Step("withdraw", ("filed",), "withdrawn", TRADER, Words("Rút thư bảo lãnh", "Take it back", "撤回保函")),
    Step("accept", ("filed",), "accepted", CUSTOMS, Words("Chấp nhận bảo lãnh", "Accept the guarantee", "接受担保")),
    Step("refuse", ("filed",), "refused", CUSTOMS, Words("Không chấp nhận", "Refuse it", "不接受")),
    Step("release", ("accepted", "expired"), "released", CUSTOMS, Words("Giải tỏa bảo lãnh", "Release the guarantee", "解除担保")),
    Step("expire", ("accepted",), "expired", CLOCK, Words("Hết hiệu lực", "Expire", "到期")),
))
