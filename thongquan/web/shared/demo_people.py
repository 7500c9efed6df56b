"""The invented people of the demo in the order of the sign-in page, one for every role."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongquan.core.rolewords import ROLES
from thongquan.core.words import Words


@dataclass(frozen=True)
class Person:
    """One role of the demo: who plays it, what he is, his icon."""

    username: str
    name: str
    part: Promise | Words
    icon: str


PEOPLE = (
    Person("huong", "Nguyễn Thị Hường", _("Transport company"), "truck"),
    Person("quyet", "Vũ Đình Quyết", _("Driver"), "wheel"),
    Person("bao", "Lâm Gia Bảo", _("Customs broker"), "docs"),
    Person("tra", "Ngô Thu Trà", _("Goods trader"), "box"),
    Person("sang", "Hoàng Văn Sáng", _("Gate officer"), "scan"),
    Person("bac", "Vương Đình Bắc", _("Yard operator"), "pin"),
    Person("ly", "Trần Khánh Ly", _("Dossier officer"), "list"),
    Person("thao", "Lê Phương Thảo", _("Central dossier officer"), "docs"),
    Person("chau", "Tống Minh Châu", _("Leader of the central team"), "users"),
    Person("ngoc", "Hồ Thanh Vân", _("Reviewer after clearance"), "eye"),
    Person("tuong", "Đỗ Mạnh Tường", _("Inspector"), "xray"),
    Person("nga", "Trương Quỳnh Nga", _("Laboratory"), "filter"),
    Person("nhu", "Phạm Quỳnh Như", _("Head of the office"), "flag"),
    Person("kien", "Bùi Thế Kiên", _("Administrator"), "gear"),
    Person("mai", "Đặng Thanh Mai", _("Risk officer"), "filter"),
    Person("den", "Lò Văn Đen", _("Border guard"), "shield"),
    Person("thu", "Phạm Lệ Thu", _("Plant quarantine, ministry"), "leaf"),
    Person("an", "Cao Thái An", _("Auditor"), "chain"),
)
#: seconds, and roles that few come to see
MORE = (
    Person("khoi", "Trần Minh Khôi", ROLES["transport_agent"], "truck"),
    Person("hoa", "Đinh Thu Hoa", _("Second gate officer"), "scan"),
    Person("phong", "Lương Hồng Phong", ROLES["camera_officer"], "cam"),
    Person("chi", "Nghiêm Lan Chi", ROLES["seal_keeper"], "lock"),
    Person("vinh", "Lương Thế Vinh Hiển", _("Team leader at the gate"), "users"),
    Person("quang", "Lục Minh Quang", ROLES["region_leader"], "flag"),
    Person("duc", "Tạ Minh Đức", ROLES["nation_leader"], "chart"),
    Person("vy", "Mạc Tường Vy", _("Second administrator"), "gear"),
    Person("tam", "Đoàn Thiện Tâm", ROLES["quarantine_health"], "tick"),
    Person("ngan", "Hà Kim Ngân", ROLES["quarantine_plant"], "leaf"),
    Person("thuy", "Mã Thanh Thủy", ROLES["quarantine_animal"], "leaf"),
    Person("loi", "Tô Phúc Lợi", ROLES["transport_management"], "bus"),
)
EVERYBODY = (*PEOPLE, *MORE)
USERNAMES = frozenset(person.username for person in EVERYBODY)
