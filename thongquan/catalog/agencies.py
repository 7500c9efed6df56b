"""The agencies that see a vehicle at the gate, in the order in which they tick."""

from thongquan.core.gatewords import NAMES
from thongquan.core.words import Words

#: one list of names for the gate's answers and the pages
AGENCIES: dict[str, Words] = NAMES["agencies"]

#: what each agency looks at, for the help text beside its tick
SEES: dict[str, Words] = {
    "customs": Words("Tờ khai, phương tiện, niêm phong", "Declaration, vehicle, seals", "申报单、车辆、封志"),
    "border_guard": Words("Người và phương tiện xuất nhập cảnh", "People and vehicles crossing", "出入境人员与车辆"),
    "quarantine_health": Words("Sức khỏe người điều khiển, phun khử trùng", "Health of the driver, disinfection", "驾驶员健康、消毒"),
    "quarantine_plant": Words("Hàng có nguồn gốc thực vật", "Goods of plant origin", "植物源性货物"),
    "quarantine_animal": Words("Hàng có nguồn gốc động vật", "Goods of animal origin", "动物源性货物"),
    "transport_management": Words("Giấy phép liên vận", "Transport permit", "国际道路运输许可证"),
}
