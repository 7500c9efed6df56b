"""The life of a ministry's document: issued, matched, used up; or ended, revoked."""

from thongquan.core.flow import Flow, Step
from thongquan.core.words import Words

#: the ministry itself, through the single window or its officer's hand
MINISTRY = frozenset({"ministry", "partner", "system"})
#: whoever declares takes these by declaring; the platform does the arithmetic
BY_DECLARING = frozenset({"system", "declarant", "broker", "transport_agent", "dossier_officer", "office_leader", "team_leader"})
CLOCK = frozenset({"system"})

STATES = {
    "scanned_only": Words("Mới có bản quét", "Scan only", "仅有扫描件"),
    "verified": Words("Bản quét đã xác minh", "Scan verified", "扫描件已核实"),
    "refused": Words("Bản quét bị bác", "Scan refused", "扫描件被驳回"),
    "issued": Words("Đã cấp", "Issued", "已签发"),
    "matched": Words("Đã đối chiếu", "Matched", "已核对"),
    "partly_used": Words("Đã dùng một phần", "Partly used", "部分使用"),
    "exhausted": Words("Đã dùng hết", "Used up", "已用完"),
    "expired": Words("Hết hiệu lực", "Expired", "已过期"),
    "revoked": Words("Đã thu hồi", "Revoked", "已撤销"),
}

LIVE = ("issued", "verified", "matched", "partly_used", "exhausted")
#: customs may draw on the document in these
USABLE = ("issued", "verified", "matched", "partly_used")
ENDED = ("expired", "revoked", "refused")
#: worth nothing any more, whatever was written off from it
GONE = ("revoked", "refused")

LICENCE = Flow("licence", "issued", STATES, (
    Step("match", ("issued", "verified"), "matched", BY_DECLARING, Words("Đối chiếu", "Match", "核对")),
    Step("use", USABLE, "partly_used", BY_DECLARING, Words("Trừ lùi", "Write off", "核减")),
    Step("use_up", USABLE, "exhausted", BY_DECLARING, Words("Trừ lùi hết", "Write off the rest", "核减完毕")),
    Step("give_back", ("partly_used", "exhausted"), "partly_used", BY_DECLARING, Words("Hoàn lại một phần", "Give back a part", "部分恢复")),
    Step("give_all_back", ("partly_used", "exhausted"), "matched", BY_DECLARING, Words("Hoàn lại toàn bộ", "Give all back", "全部恢复")),
    Step("amend", (*LIVE, "expired", "scanned_only", "refused", "revoked"), "", MINISTRY, Words("Sửa đổi", "Amend", "变更")),
    Step("revoke", (*LIVE, "expired"), "revoked", MINISTRY, Words("Thu hồi", "Revoke", "撤销"), grave=True),
    Step("expire", LIVE, "expired", CLOCK, Words("Hết hiệu lực", "Expire", "失效")),
    Step("verify", ("scanned_only",), "verified", frozenset({"ministry", "dossier_officer"}), Words("Xác minh bản quét", "Verify the scan", "核实扫描件")),
    Step("refuse", ("scanned_only",), "refused", frozenset({"ministry", "dossier_officer"}), Words("Bác bản quét", "Refuse the scan", "驳回扫描件")),
))
