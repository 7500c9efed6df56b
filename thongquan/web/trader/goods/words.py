"""How states, channels and ways are said on the declarant's goods pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from thongquan.core.words import Words

#: state -> (ground, icon)
SIGNS = {
    "draft": ("wait", "edit"), "registered": ("info", "info"), "checking": ("check", "doc"), "asked": ("check", "check"),
    "ordered": ("check", "box"), "inspecting": ("check", "eye"), "decided": ("info", "coin"), "released": ("go", "go"),
    "storage": ("wait", "box"), "cleared": ("go", "go"), "passed": ("go", "tick"), "returned": ("stop", "stop"), "cancelled": ("wait", "x"),
}
CHANNEL_WORDS = {
    "green": Words("Luồng xanh", "Green channel", "绿色通道"), "yellow": Words("Luồng vàng", "Yellow channel", "黄色通道"),
    "red": Words("Luồng đỏ", "Red channel", "红色通道"),
}
#: channel -> (ground, icon)
CHANNEL_SIGNS = {"green": ("go", "go"), "yellow": ("check", "check"), "red": ("stop", "stop")}
#: what comes next, as the declarant should read it
NEXT = {
    "green": _("No check: pay the tax, then the goods may go."), "yellow": _("An officer checks the documents; questions come here."),
    "red": _("The goods are inspected; the appointment comes here."),
}
#: a refund's state -> (words, ground, icon)
REFUND_WORDS = {
    "asked": (_("A head of office still approves it"), "wait", "wait"), "approved": (_("Approved; the treasury pays it back"), "info", "coin"),
    "paid": (_("Paid back"), "go", "go"),
}
#: a letter of guarantee's state -> (ground, icon)
GUARANTEE_SIGNS = {
    "filed": ("wait", "wait"), "accepted": ("go", "tick"), "refused": ("stop", "x"), "withdrawn": ("wait", "undo"), "released": ("wait", "tick"),
    "expired": ("stop", "wait"),
}
#: a tax notice's state -> (words, ground, icon)
ORDER_WORDS = {
    "open": (_("To pay"), "check", "coin"), "paid": (_("Paid"), "go", "go"), "withdrawn": (_("Replaced"), "wait", "x"),
}
DIRECTION_WORDS = {"import": _("Import"), "export": _("Export"), "transit": _("Transit")}
TAB_WORDS = {"needs": _("Needs me now"), "drafts": _("Drafts"), "going": _("Being cleared"), "free": _("Cleared or released"), "ended": _("Ended or refused")}
