"""Who may do what: roles by two people, deputies, emergency roles, machine keys, links."""

from thongquan.actions.access.codes import code_is_right, password_is_right
from thongquan.actions.access.emergency import break_glass, review_emergency
from thongquan.actions.access.grants import (
    approve_grant,
    deputise,
    end_deputy,
    propose_grant,
    refuse_grant,
    revoke_grant,
)
from thongquan.actions.access.keys import create_api_key, revoke_api_key
from thongquan.actions.access.links import (
    accept_invitation,
    first_administrator_link,
    invite_member,
    invite_person,
    remove_member,
    set_up_administrator,
)
from thongquan.actions.access.tongue import speak

__all__ = [
    "accept_invitation", "approve_grant", "break_glass", "code_is_right", "create_api_key", "deputise", "end_deputy",
    "first_administrator_link", "invite_member", "invite_person", "password_is_right", "propose_grant",
    "refuse_grant", "remove_member", "review_emergency", "revoke_api_key", "revoke_grant", "set_up_administrator", "speak",
]
