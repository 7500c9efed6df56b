"""Who declares: companies, guests and walk-ins, their mandates, what they keep for reuse."""

from thongquan.actions.party.joining import (
    NEWCOMER,
    Account,
    Registered,
    register_enterprise,
    register_guest,
    serve_walk_in,
)
from thongquan.actions.party.keeping import edit_party, give_mandate, lift_stop, owned, revoke_mandate, stop_party
from thongquan.actions.party.registers import (
    enter_craft,
    enter_driver,
    keep_craft,
    keep_driver,
    retire_craft,
    retire_driver,
    revive_craft,
    revive_driver,
)

__all__ = [
    "NEWCOMER", "Account", "Registered", "edit_party", "enter_craft", "enter_driver", "give_mandate", "keep_craft", "keep_driver", "lift_stop",
    "owned", "register_enterprise", "register_guest", "retire_craft", "retire_driver", "revive_craft", "revive_driver",
    "revoke_mandate", "serve_walk_in", "stop_party",
]
