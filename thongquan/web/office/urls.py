"""The addresses of the office."""

from django.urls import path

from thongquan.web.office import duty, machines, people, places, rules, seen

app_name = "office"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("roles/<int:pk>/approve/", people.approve, name="approve"),
    path("roles/<int:pk>/refuse/", people.refuse, name="refuse"),
    path("roles/<int:pk>/revoke/", people.revoke, name="revoke"),
    path("deputies/", duty.deputies, name="deputies"),
    path("deputies/<int:pk>/end/", duty.end, name="end_deputy"),
    path("emergencies/", duty.emergencies, name="emergencies"),
    path("emergencies/<int:pk>/review/", duty.review, name="review"),
    path("places/", places.places, name="places"),
    path("places/<str:code>/", places.one, name="place"),
    path("places/<str:code>/lanes/<int:pk>/", places.lane, name="lane"),
    path("places/<str:code>/pause/", places.pause, name="pause"),
    path("places/<str:code>/days/<int:pk>/clear/", places.clear_day, name="clear_day"),
    path("places/<str:code>/agencies/", places.agencies, name="agencies"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.edit, name="rule_new"),
    path("rules/<str:code>/", rules.rule, name="rule"),
    path("rules/<str:code>/edit/", rules.edit, name="rule_edit"),
    path("versions/<int:pk>/approve/", rules.approve, name="rule_approve"),
    path("versions/<int:pk>/refuse/", rules.refuse, name="rule_refuse"),
    path("versions/<int:pk>/withdraw/", rules.withdraw, name="rule_withdraw"),
    path("versions/<int:pk>/end/", rules.end, name="rule_end"),
    path("companies/", seen.companies, name="companies"),
    path("companies/<int:pk>/stop/", seen.stop, name="stop"),
    path("machines/", machines.machines, name="machines"),
    path("machines/<int:pk>/revoke/", machines.revoke, name="revoke_key"),
    path("messages/", seen.gateway, name="gateway"),
    path("looks/", seen.looks, name="looks"),
    path("organisation/", seen.organisation, name="organisation"),
    path("rulebook/", seen.rulebook, name="rulebook"),
]
