"""The forms of the house: vehicles by mode of transport, goods by direction."""

from thongquan.core.form import Form
from thongquan.core.forms import goods_choices
from thongquan.core.forms.choices import PARTS
from thongquan.core.forms.facts import facts_of
from thongquan.core.forms.goods_export import EXPORT
from thongquan.core.forms.goods_import import IMPORT
from thongquan.core.forms.goods_transit import TRANSIT
from thongquan.core.forms.road import ROAD
from thongquan.core.forms.waterway import WATERWAY

#: vehicle declarations, by mode
FORMS: dict[str, Form] = {"road": ROAD, "waterway": WATERWAY}
#: goods declarations, by direction
GOODS_FORMS: dict[str, Form] = {"import": IMPORT, "export": EXPORT, "transit": TRANSIT}
GOODS_PARTS = goods_choices.PARTS

__all__ = ["EXPORT", "FORMS", "GOODS_FORMS", "GOODS_PARTS", "IMPORT", "PARTS", "ROAD", "TRANSIT", "WATERWAY", "facts_of"]
