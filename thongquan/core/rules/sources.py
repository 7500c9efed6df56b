"""Where the rules of vehicles are written, and the steps at which they are judged."""

from thongquan.core.rule import Citation

SUBMIT, CORRECT, AMEND = "crossing.submit", "crossing.correct", "crossing.amend"
ACCEPT, EXTEND, REGISTER = "crossing.accept", "crossing.extend", "party.register"
STEPS = (SUBMIT, CORRECT, AMEND, EXTEND, ACCEPT, REGISTER)
DECLARING = (SUBMIT, CORRECT, AMEND)
DECLARING_AND_ACCEPT = (SUBMIT, CORRECT, AMEND, ACCEPT)

_LAW = "Luật Hải quan 54/2014/QH13, Điều {}"
_DECREE = "Nghị định 08/2015/NĐ-CP (sửa đổi bởi 59/2018/NĐ-CP), Điều {}"

LAW_18 = Citation(_LAW.format("18.2"), "Điều 26.2.LQ.18 khoản 2")
LAW_20 = Citation(_LAW.format("20"), "Điều 26.2.LQ.20")
LAW_29 = Citation(_LAW.format("29.1"), "Điều 26.2.LQ.29 khoản 1")
LAW_40 = Citation(_LAW.format("40.2"), "Điều 26.2.LQ.40 khoản 2")
LAW_66 = Citation(_LAW.format("66"), "Điều 26.2.LQ.66")
LAW_67 = Citation(_LAW.format("67"), "Điều 26.2.LQ.67")
LAW_68_4 = Citation(_LAW.format("68.4"), "Điều 26.2.LQ.68 khoản 4")
LAW_69 = Citation(_LAW.format("69.1"), "Điều 26.2.LQ.69 khoản 1")

D74_1 = Citation(_DECREE.format("74.1"), "Điều 26.2.NĐ.3.74 khoản 1")
D74_1A = Citation(_DECREE.format("74.1.a"), "Điều 26.2.NĐ.3.74 khoản 1")
D74_1C = Citation(_DECREE.format("74.1.c"), "Điều 26.2.NĐ.3.74 khoản 1")
D74_1DD = Citation(_DECREE.format("74.1.đ"), "Điều 26.2.NĐ.3.74 khoản 1")
D74_3 = Citation(_DECREE.format("74.3"), "Điều 26.2.NĐ.3.74 khoản 3")
D75_1D = Citation(_DECREE.format("75.1.d"), "Điều 26.2.NĐ.3.75 khoản 1")
D77_1A = Citation(_DECREE.format("77.1.a"), "Điều 26.2.NĐ.3.77 khoản 1")
D77_1B = Citation(_DECREE.format("77.1.b"), "Điều 26.2.NĐ.3.77 khoản 1")
D77_2C = Citation(_DECREE.format("77.2.c"), "Điều 26.2.NĐ.3.77 khoản 2")
D77A_1 = Citation(_DECREE.format("77a.1"), "Điều 26.2.NĐ.3.77a khoản 1")
D77A_3 = Citation(_DECREE.format("77a.3"), "Điều 26.2.NĐ.3.77a khoản 3")
D77A_4 = Citation(_DECREE.format("77a.4"), "Điều 26.2.NĐ.3.77a khoản 4")
D77A_5 = Citation(_DECREE.format("77a.5"), "Điều 26.2.NĐ.3.77a khoản 5")
D77A_6 = Citation(_DECREE.format("77a.6"), "Điều 26.2.NĐ.3.77a khoản 6")
D79_1A = Citation(_DECREE.format("79.1.a"), "Điều 26.2.NĐ.3.79 khoản 1")
D79_1B = Citation(_DECREE.format("79.1.b"), "Điều 26.2.NĐ.3.79 khoản 1")
D79_1D = Citation(_DECREE.format("79.1.d"), "Điều 26.2.NĐ.3.79 khoản 1")
D79_1DD = Citation(_DECREE.format("79.1.đ"), "Điều 26.2.NĐ.3.79 khoản 1")
D79_1G = Citation(_DECREE.format("79.1.g"), "Điều 26.2.NĐ.3.79 khoản 1")
D79_3 = Citation(_DECREE.format("79.3"), "Điều 26.2.NĐ.3.79 khoản 3")
D81_2 = Citation(_DECREE.format("81.2"), "Điều 26.2.NĐ.3.81 khoản 2")
D81_4 = Citation(_DECREE.format("81.4"), "Điều 26.2.NĐ.3.81 khoản 4")
D81_5 = Citation(_DECREE.format("81.5"), "Điều 26.2.NĐ.3.81 khoản 5")
D81_6 = Citation(_DECREE.format("81.6"), "Điều 26.2.NĐ.3.81 khoản 6")

C38_4 = Citation("Thông tư 38/2015/TT-BTC, Điều 4.3", "Điều 26.2.TT.9.4 khoản 3")
C38_19 = Citation("Thông tư 38/2015/TT-BTC, Điều 19.2", "Điều 26.2.TT.9.19 khoản 2")
C50_3 = Citation("Thông tư 50/2018/TT-BTC, Điều 3.5 (mẫu tờ khai)", "Điều 26.2.TT.24.3 khoản 5")

VNACCS = Citation("VNACCS: nghiệp vụ TIR/TOR, tờ khai phương tiện đường bộ", believed=True)
PLATES = Citation("Quy cách biển số của các nước, nhận dạng theo kinh nghiệm", believed=True)
ISO_6346 = Citation("ISO 6346, ký hiệu và số kiểm tra của container", believed=True)
HOUSE = Citation("Quy ước vận hành của hệ thống, không chặn quyền của người khai", believed=True)
DRIVERLESS = Citation("Đề án cửa khẩu thông minh; Nghị định 169/2026/NĐ-CP (xe không người lái)", believed=True)
ROAD_LAW = Citation("Luật Trật tự, an toàn giao thông đường bộ (giấy phép lái xe, đăng kiểm)", believed=True)
BORDER_PASS = Citation("Nghị định 76/2020/NĐ-CP (giấy thông hành)", believed=True)
