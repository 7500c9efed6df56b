"""The people and companies of the invented border, with their roles and registers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from thongquan.actions.trail import record
from thongquan.catalog.demo import BROKER, COMPANIES, Company, driver, plate
from thongquan.core.actor import Actor, system
from thongquan.core.plates import normalise
from thongquan.core.rule import local_day
from thongquan.models import ChannelChoice, CraftRecord, DriverRecord, Grant, Mandate, Party, TransportPermit, Unit, User
from thongquan.queries.access import actor_of, all_units
from thongquan.queries.scope import scope, set_reach

OFFICE = "20BB"
SINCE = date(2026, 1, 1)


@dataclass(frozen=True)
class Role:
    """One invented person: sign-in name, full name, roles at the office or nationwide, or for a company."""

    username: str
    full_name: str
    roles: tuple[str, ...]
    unit: str = ""
    company: int | None = None
    icon: str = "user"


PEOPLE = (
    Role("huong", "Nguyễn Thị Hường", ("declarant",), company=0, icon="truck"),
    Role("quyet", "Vũ Đình Quyết", ("driver",), company=0, icon="wheel"),
    Role("bao", "Lâm Gia Bảo", ("broker",), company=-1, icon="docs"),
    Role("sang", "Hoàng Văn Sáng", ("gate_officer",), OFFICE, icon="scan"),
    Role("hoa", "Đinh Thu Hoa", ("gate_officer",), OFFICE, icon="scan"),
    Role("ly", "Trần Khánh Ly", ("dossier_officer",), OFFICE, icon="list"),
    Role("tuong", "Đỗ Mạnh Tường", ("inspector",), OFFICE, icon="xray"),
    Role("nga", "Trương Quỳnh Nga", ("laboratory",), OFFICE, icon="filter"),
    Role("nhu", "Phạm Quỳnh Như", ("office_leader",), OFFICE, icon="flag"),
    Role("vinh", "Lương Thế Vinh Hiển", ("team_leader",), OFFICE, icon="flag"),
    Role("kien", "Bùi Thế Kiên", ("administrator",), OFFICE, icon="gear"),
    Role("vy", "Mạc Tường Vy", ("administrator",), OFFICE, icon="gear"),
    Role("mai", "Đặng Thanh Mai", ("risk_analyst",), OFFICE, icon="filter"),
    Role("loc", "Ngô Bá Lộc", ("risk_analyst",), OFFICE, icon="filter"),
    Role("den", "Lò Văn Đen", ("border_guard",), OFFICE, icon="shield"),
    Role("ngan", "Hà Kim Ngân", ("quarantine_plant",), OFFICE, icon="leaf"),
    Role("bac", "Vương Đình Bắc", ("yard_operator",), OFFICE, icon="box"),
    Role("thu", "Phạm Lệ Thu", ("ministry",), "BN-BVTV", icon="leaf"),
    Role("an", "Cao Thái An", ("auditor",), "CHQ", icon="chain"),
    Role("duc", "Tạ Minh Đức", ("nation_leader",), "CHQ", icon="chart"),
)
#: one for each role that no story here needs, made after everybody else
ALSO = (
    Role("khoi", "Trần Minh Khôi", ("transport_agent",), company=4, icon="truck"),
    Role("phong", "Lương Hồng Phong", ("camera_officer",), OFFICE, icon="cam"),
    Role("chi", "Nghiêm Lan Chi", ("seal_keeper",), OFFICE, icon="lock"),
    Role("tam", "Đoàn Thiện Tâm", ("quarantine_health",), OFFICE, icon="tick"),
    Role("thuy", "Mã Thanh Thủy", ("quarantine_animal",), OFFICE, icon="leaf"),
    Role("loi", "Tô Phúc Lợi", ("transport_management",), OFFICE, icon="bus"),
    Role("quang", "Lục Minh Quang", ("region_leader",), "KV08", icon="flag"),
)


@dataclass(frozen=True)
class Cast:
    """Everybody the player needs, as actors."""

    companies: tuple[Actor, ...]
    desk: Actor
    lane: Actor
    second: Actor
    guard: Actor
    head: Actor
    yard: Actor


def company_actor(row: Party) -> Actor:
    """The company's own system or clerk."""
    return Actor(None, row.name, frozenset({"declarant"}), (), (row.pk,), language="vi" if row.country == "VN" else "zh")


def gather(at: datetime, *, demo: bool = True) -> Cast:
    """The people, made when they are missing. Demo people sign in by one click and have no password."""
    with transaction.atomic():
        set_reach(Actor(None, "system", frozenset({"system"}), all_units()))
        parties = [party(c) for c in COMPANIES]
        broker = party(BROKER, broker=True)
        for role in PEOPLE:
            owner = broker if role.company == -1 else parties[role.company] if role.company is not None else None
            person(role, owner, demo, at)
        registers(parties[0], broker, at)
    with scope(None):
        people = {u.username: actor_of(u, local_day(at)) for u in User.objects.filter(username__in=[r.username for r in PEOPLE])}
    return Cast(tuple(company_actor(p) for p in parties), people["ly"], people["sang"], people["hoa"], people["den"],
                people["nhu"], people["bac"])


def gather_also(at: datetime) -> None:
    """Those whom no story needs, made when they are missing: the demo has somebody for every role."""
    with transaction.atomic():
        set_reach(Actor(None, "system", frozenset({"system"}), all_units()))
        for role in ALSO:
            person(role, party(COMPANIES[role.company]) if role.company is not None else None, True, at)


def party(company: Company, broker: bool = False) -> Party:
    """One invented company in the register of parties."""
    row, _ = Party.objects.get_or_create(tax_scheme=company.scheme, tax_id=company.tax_id, defaults={
        "name": company.name, "country": company.country, "phone": company.phone, "broker": broker,
        "kind": "enterprise" if company.country == "VN" else "foreign_carrier"})
    return row


def person(role: Role, owner: Party | None, demo: bool, at: datetime) -> User:
    """One invented person with his grants."""
    user, made = User.objects.get_or_create(username=role.username, defaults={
        "full_name": role.full_name, "icon": role.icon, "demo": demo, "language": "vi"})
    if made:
        user.set_unusable_password()
        user.save()
        for name in role.roles:
            unit = Unit.objects.get(code=role.unit) if role.unit else None
            grant = Grant.objects.create(user=user, role=name, unit=unit, party=owner, since=SINCE)
            record("access.give", grant, by=system(), at=at, facts={"role": name})
    return user


def registers(company: Party, broker: Party, at: datetime) -> None:
    """Drivers, vehicles, a permit, channels and a mandate of the first company."""
    if company.drivers.exists():
        return
    dice = random.Random(company.tax_id)
    quyet = User.objects.get(username="quyet")
    DriverRecord.objects.create(
        party=company, name=quyet.full_name, document_kind="A", document_number="QN118204", issued_on=date(2026, 3, 1),
        issued_at="Quảng Ninh", valid_until=date(2027, 2, 28), licence_number="220456789012", licence_until=date(2029, 5, 1),
        phone="+84912345678", user_id=quyet.pk)
    for _ in range(3):
        who = driver(dice, "VN")
        DriverRecord.objects.create(party=company, name=who["name"], document_number=who["document_number"],
                                    issued_on=date(2026, 1, 5), issued_at="Quảng Ninh", valid_until=date(2027, 1, 4))
    for kind, text in (("tractor", "14C-123.45"), ("tractor", "14C-271.09"), ("trailer", "14R-012.34"), ("tractor", plate(dice, "VN"))):
        CraftRecord.objects.create(party=company, kind=kind, plate=text, plate_key=normalise(text, "VN"), inspected_until=date(2027, 3, 14))
    CraftRecord.objects.create(party=company, kind="vessel", mode="waterway", plate="QN-7215", plate_key=normalise("QN-7215", "VN"))
    TransportPermit.objects.create(party=company, number="LV-0417/2026", issuer="Sở XD Quảng Ninh",
                                   issued_on=date(2026, 1, 2), until=date(2027, 3, 14), plates=["14C12345", "14C27109"])
    for channel, address in (("sms", "+84912345678"), ("zalo", "+84912345678"), ("wechat", "haingocbien"), ("email", "huong@haingocbien.example")):
        ChannelChoice.objects.create(party_id=company.pk, channel=channel, address=address)
    mandate, made = Mandate.objects.get_or_create(client=company, agent=broker, defaults={
        "scopes": list(Mandate.SCOPES), "since": SINCE, "until": date(at.year + 1, 12, 31)})
    if made:
        record("party.mandate", mandate, by=system(), at=at)
