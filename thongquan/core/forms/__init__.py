"""The forms of the vehicle declaration, by mode of transport, and the facts they yield."""

from thongquan.core.form import Form
from thongquan.core.forms.choices import PARTS
from thongquan.core.forms.facts import facts_of
from thongquan.core.forms.road import ROAD
from thongquan.core.forms.waterway import WATERWAY

FORMS: dict[str, Form] = {"road": ROAD, "waterway": WATERWAY}

__all__ = ["FORMS", "PARTS", "ROAD", "WATERWAY", "facts_of"]
