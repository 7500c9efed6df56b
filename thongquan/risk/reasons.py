"""Why a line scores as it does: codes of reasons, sentences with compared numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from thongquan.core.words import Words

#: what officers ask of a line -> the reasons that answer
ASPECTS: dict[str, tuple[str, ...]] = {
    "name": ("NAME", "NAME-CODE"),
    "hs": ("GOODS", "NAME-CODE", "DUTY"),
    "value": ("PRICE", "PRICE-OWN"),
    "origin": ("ORIGIN", "CERTIFICATE", "ROUTE", "TRADER-ORIGIN"),
    "quantity": ("GATE-WEIGHT", "TARE", "PACKAGE"),
}
#: aspect -> the kind of finding whose chance is its score; the name's own score is how unusual it is for the code
KINDS = {"hs": "classification", "value": "value", "origin": "origin", "quantity": "quantity"}
ASPECT_WORDS: dict[str, Words] = {
    "name": Words("Tên hàng", "Name of goods", "品名"),
    "hs": Words("Mã HS", "HS code", "商品编码"),
    "value": Words("Trị giá", "Value", "价格"),
    "origin": Words("Xuất xứ", "Origin", "原产地"),
    "quantity": Words("Số lượng, trọng lượng", "Quantity and weight", "数量、重量"),
}


@dataclass(frozen=True)
class Reason:
    """One reason for a score: its code, its weight (log-odds it adds), the compared numbers and the sentence with them."""

    code: str
    weight: float
    words: Words
    values: Mapping[str, Any] = field(default_factory=dict)


SENTENCES: dict[str, Words] = {
    "TRADER": Words("Người nhập khẩu: {found} vi phạm trong {checked} lần kiểm tra đã có kết quả (quy đổi theo thời gian)",
                    "Importer: {found} findings in {checked} checks with a result (older ones weigh less)",
                    "进口商：{checked}次有结果的查验中发现{found}次（较早的权重较低）"),
    "TRADER-NEW": Words("Người nhập khẩu đăng ký {days} ngày trước, {count} dòng hàng trước đây",
                        "Importer registered {days} days ago, {count} earlier lines", "进口商{days}天前注册，此前{count}项货物"),
    "TRADER-GOODS": Words("Người nhập khẩu với mã {hs}: {found} vi phạm trong {checked} lần kiểm tra, {count} dòng hàng",
                          "This importer with code {hs}: {found} findings in {checked} checks, {count} lines",
                          "该进口商的编码{hs}：{checked}次查验发现{found}次，共{count}项"),
    "TRADER-ORIGIN": Words("Người nhập khẩu với xuất xứ {origin}: {found} vi phạm trong {checked} lần kiểm tra",
                           "This importer with origin {origin}: {found} findings in {checked} checks", "该进口商原产地{origin}：{checked}次查验发现{found}次"),
    "TRADER-SUPPLIER": Words("Người nhập khẩu với người bán này: {found} vi phạm trong {checked} lần kiểm tra",
                             "This importer with this seller: {found} findings in {checked} checks", "该进口商与该卖方：{checked}次查验发现{found}次"),
    "BROKER": Words("Đại lý hải quan: {found} vi phạm trong {checked} lần kiểm tra", "Customs broker: {found} findings in {checked} checks",
                    "报关行：{checked}次查验发现{found}次"),
    "SUPPLIER": Words("Người bán: {found} vi phạm trong {checked} lần kiểm tra", "Seller: {found} findings in {checked} checks",
                      "卖方：{checked}次查验发现{found}次"),
    "GOODS": Words("Mã {hs}: {found} vi phạm trong {checked} lần kiểm tra", "Code {hs}: {found} findings in {checked} checks",
                   "编码{hs}：{checked}次查验发现{found}次"),
    "NAME": Words("Mô tả hàng này: {found} vi phạm trong {checked} lần kiểm tra", "This description: {found} findings in {checked} checks",
                  "该品名：{checked}次查验发现{found}次"),
    "NAME-CODE": Words("Mô tả này khai mã {hs} {percent} % trong {count} dòng hàng trước đây",
                       "This description stood under {hs} in {percent} % of {count} earlier lines",
                       "该品名在此前{count}项中有{percent}%归入{hs}"),
    "ORIGIN": Words("Mã {hs} xuất xứ {origin}: {found} vi phạm trong {checked} lần kiểm tra, {count} dòng hàng",
                    "Code {hs} of origin {origin}: {found} findings in {checked} checks, {count} lines",
                    "编码{hs}、原产地{origin}：{checked}次查验发现{found}次，共{count}项"),
    "ROUTE": Words("Tuyến {origin}–{loading}, người bán ở {seller}: {found} vi phạm trong {checked} lần kiểm tra",
                   "Route {origin}–{loading}, seller in {seller}: {found} findings in {checked} checks",
                   "路线{origin}–{loading}，卖方在{seller}：{checked}次查验发现{found}次"),
    "CERTIFICATE": Words("Chứng từ xuất xứ {certificate} cho hàng {origin}, xếp hàng tại {loading}",
                         "Certificate of origin {certificate} for goods of {origin}, loaded in {loading}",
                         "原产地证{certificate}，原产地{origin}，起运地{loading}"),
    "PRICE": Words("Đơn giá {price} USD/kg, {percent} % {side} mức thường của {count} dòng hàng trước đây mã {hs} từ {origin}",
                   "Unit price {price} USD/kg is {percent} % {side} the usual of {count} earlier lines of {hs} from {origin}",
                   "单价{price}美元/公斤，比此前{count}项{origin}原产{hs}的通常水平{side}{percent}%"),
    "PRICE-OWN": Words("Đơn giá {price} USD/kg, {percent} % {side} mức thường của {count} dòng hàng trước đây của người này cùng mã {hs}",
                       "Unit price {price} USD/kg is {percent} % {side} the usual of this importer's {count} earlier lines of {hs}",
                       "单价{price}美元/公斤，比该进口商此前{count}项{hs}的通常水平{side}{percent}%"),
    "GATE-WEIGHT": Words("Cân tại cửa khẩu {weighed} kg, {percent} % {side} trọng lượng khai {gross} kg",
                         "Weighed {weighed} kg at the gate, {percent} % {side} the {gross} kg declared",
                         "口岸过磅{weighed}公斤，比申报的{gross}公斤{side}{percent}%"),
    "TARE": Words("Bao bì nặng {percent} % trọng lượng tịnh; thường là {usual} % với mã {hs}",
                  "Packing is {percent} % of net weight; usual for {hs} is {usual} %",
                  "包装占净重{percent}%；{hs}通常为{usual}%"),
    "PACKAGE": Words("{net} kg mỗi kiện; thường là {usual} kg với mã {hs}", "{net} kg in a package; usual for {hs} is {usual} kg",
                     "每件{net}公斤；{hs}通常为{usual}公斤"),
    "DUTY": Words("Thuế suất khai {rate} %; thường là {usual} % với mô tả này trong {count} dòng hàng",
                  "Rate claimed {rate} %; usual for this description is {usual} % in {count} lines",
                  "申报税率{rate}%；该品名此前{count}项通常为{usual}%"),
    "SIZE": Words("Lô hàng: {value} USD, {net} kg, {packages} kiện", "The shipment: {value} USD, {net} kg, {packages} packages",
                  "该批货物：{value}美元，{net}公斤，{packages}件"),
    "NEW-PAIR": Words("Người nhập khẩu mới có {hs_count} dòng mã {hs}, {supplier_count} dòng với người bán này",
                      "So far the importer has {hs_count} lines of {hs} and {supplier_count} with this seller",
                      "该进口商此前{hs}有{hs_count}项，与该卖方有{supplier_count}项"),
    "SURGE": Words("Người nhập khẩu có {recent} dòng hàng gần đây trong {count} dòng tất cả", "The importer has {recent} recent lines of {count} in all",
                   "该进口商近期{recent}项，共{count}项"),
    "LOOKS": Words("{count} dòng hàng trước đây của người nhập khẩu có rủi ro trung bình {chance} %; chung là {usual} %",
                   "The importer's {count} earlier lines looked suspicious at {chance} % on average; everybody's at {usual} %",
                   "该进口商此前{count}项的平均风险为{chance}%；总体为{usual}%"),
    "LICENCE": Words("Hàng cần giấy phép", "Goods that need a licence", "需许可证的货物"),
    "PROCEDURE": Words("Loại hình {procedure}, vận chuyển {transport}", "Procedure {procedure}, transport {transport}",
                       "监管方式{procedure}，运输方式{transport}"),
    "OFFICE": Words("Chi cục {office}: {found} vi phạm trong {checked} lần kiểm tra", "Office {office}: {found} findings in {checked} checks",
                    "海关{office}：{checked}次查验发现{found}次"),
    "HABIT": Words("Thời điểm khai: {hour} giờ", "Time of registration: {hour} o'clock", "申报时间：{hour}时"),
}
SIDES: dict[bool, Words] = {False: Words("thấp hơn", "below", "低"), True: Words("cao hơn", "above", "高")}
CODES = tuple(SENTENCES)
