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
DIRECTION_WORDS = {"import": _("Import"), "export": _("Export"), "transit": _("Transit")}
TAB_WORDS = {"needs": _("Needs me now"), "drafts": _("Drafts"), "going": _("Being cleared"), "free": _("Cleared or released"), "ended": _("Ended or refused")}
