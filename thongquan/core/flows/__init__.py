"""The procedures of the house, one file each, listed here."""

from thongquan.core.flows.goods import GOODS
from thongquan.core.flows.vehicle import VEHICLE

FLOWS = {flow.name: flow for flow in (VEHICLE, GOODS)}
