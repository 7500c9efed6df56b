"""Rules of identity: plates, country of registration, trailers, chassis and inspection."""

from __future__ import annotations

import re
from collections.abc import Iterator

from thongquan.core import plates
from thongquan.core.rule import Hit, Moment, RuleBook, hit, local_day
from thongquan.core.rules.names import REGIMES, country_name
from thongquan.core.rules.sources import (
    C50_3,
    D74_1,
    D77_1A,
    D77A_3,
    DECLARING,
    HOUSE,
    PLATES,
    ROAD_LAW,
    SUBMIT,
    VNACCS,
)
from thongquan.core.vehicle import ADMISSION, EXPORTATION, ROAD, VehicleFacts
from thongquan.core.words import Words

BOOK = RuleBook()

#: fewer letters and digits than this stand on no plate and in no register of craft
LEAST_SIGNS = 4

EXAMPLES = {"VN": "14C-123.45", "CN": "桂P·12345", "LA": "ກຂ 1234", "KH": "2AB-1234"}
#: plates of other scripts name their country beyond doubt
SCRIPTS = ((plates.HAN, "CN"), (plates.LAO, "LA"), (plates.KHMER, "KH"))

_SHAPE = Words(
    "Biển số {plate} không giống biển số {country} thường gặp (ví dụ {example})",
    "Plate {plate} does not look like a plate of {country} (for example {example})",
    "车牌{plate}与{country}常见车牌格式不符（例如{example}）",
)
_SHAPE_DO = Words(
    "Xem lại biển số; nếu đã đúng thì cứ gửi, xe không bị giữ vì lý do này.",
    "Look at the plate again; if it is right, send as it is: no vehicle is stopped for this.",
    "请核对车牌；如无误可直接提交，车辆不会因此被拦停。",
)


def _odd_shape(f: VehicleFacts, country: str) -> Iterator[Hit]:
    whole = len(f.plate) >= LEAST_SIGNS
    if f.mode == ROAD and f.country == country and whole and not plates.read(f.plate, country).kind:
        yield hit(plate=f.plate, country=country_name(country), example=EXAMPLES[country])


def script_country(plate: str) -> str:
    """The country whose script stands on the plate; empty for Latin letters."""
    return next((country for signs, country in SCRIPTS if set(plate) & set(signs)), "")


@BOOK.rule(
    "PLT-01", steps=DECLARING, cites=D77_1A, pointer="/plate",
    says=Words("Chưa khai biển kiểm soát hoặc số đăng ký phương tiện",
               "The registration plate or craft number is missing",
               "未申报车牌号或船舶登记号"),
    do=Words("Nhập biển số như trên giấy đăng ký, ví dụ 14C-123.45.",
             "Enter it as on the registration certificate, for example 14C-123.45.",
             "请按行驶证填写，例如14C-123.45。"),
)
def plate_is_given(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not f.plate.strip():
        yield hit()


@BOOK.rule("PLT-02", steps=DECLARING, cites=PLATES, pointer="/plate", blocks=False, says=_SHAPE, do=_SHAPE_DO)
def vietnamese_plate_shape(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    yield from _odd_shape(f, "VN")


@BOOK.rule("PLT-03", steps=DECLARING, cites=PLATES, pointer="/plate", blocks=False, says=_SHAPE, do=_SHAPE_DO)
def chinese_plate_shape(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    yield from _odd_shape(f, "CN")


@BOOK.rule("PLT-04", steps=DECLARING, cites=PLATES, pointer="/plate", blocks=False, says=_SHAPE, do=_SHAPE_DO)
def lao_plate_shape(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    yield from _odd_shape(f, "LA")


@BOOK.rule("PLT-05", steps=DECLARING, cites=PLATES, pointer="/plate", blocks=False, says=_SHAPE, do=_SHAPE_DO)
def cambodian_plate_shape(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    yield from _odd_shape(f, "KH")


@BOOK.rule(
    "PLT-06", steps=DECLARING, cites=VNACCS, pointer="/country",
    says=Words("Nước đăng ký “{country}” không phải mã nước hai chữ cái",
               "Country of registration “{country}” is not a two-letter country code",
               "登记国“{country}”不是两位字母国家代码"),
    do=Words("Chọn nước đăng ký phương tiện, ví dụ VN, CN, LA, KH.",
             "Choose the country where the vehicle is registered, for example VN, CN, LA, KH.",
             "请选择车辆登记国，例如VN、CN、LA、KH。"),
)
def country_is_a_code(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if not re.fullmatch("[A-Z]{2}", f.country):
        yield hit(country=f.country or "–")


@BOOK.rule(
    "PLT-07", steps=DECLARING, cites=PLATES, pointer="/country", blocks=False,
    says=Words("Biển số {plate} có chữ của {seen} nhưng nước đăng ký khai là {country}",
               "Plate {plate} is written in the script of {seen}, but the declared country is {country}",
               "车牌{plate}使用{seen}文字，但申报的登记国为{country}"),
    do=Words("Kiểm tra lại nước đăng ký hoặc biển số.",
             "Check the country of registration or the plate.",
             "请核对登记国或车牌。"),
)
def plate_script_agrees_with_country(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    seen = script_country(f.plate)
    if seen and seen != f.country:
        yield hit(plate=f.plate, seen=country_name(seen), country=country_name(f.country))


@BOOK.rule(
    "PLT-08", steps=DECLARING, cites=D74_1, pointer="/regime",
    says=Words("Phương tiện đăng ký tại {country} không làm thủ tục {regime}",
               "A vehicle registered in {country} does not go under {regime}",
               "在{country}登记的运输工具不适用{regime}制度"),
    do=Words("Chọn “{right}”, hoặc sửa nước đăng ký.",
             "Choose “{right}”, or correct the country of registration.",
             "请选择“{right}”，或更正登记国。"),
)
def regime_fits_country(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    """Foreign craft enter first, Vietnamese craft leave first; economic-zone plates may do both (77a.3)."""
    if f.case == "economic_zone":
        return
    right = EXPORTATION if f.country == "VN" else ADMISSION
    if f.regime != right:
        yield hit(country=country_name(f.country), regime=REGIMES.get(f.regime, country_name(f.regime)),
                  right=REGIMES[right])


@BOOK.rule(
    "PLT-09", steps=DECLARING, cites=VNACCS, pointer="/trailers",
    says=Words("Biển số {plate} xuất hiện hai lần trong cùng một đoàn xe",
               "Plate {plate} appears twice in the same combination",
               "同一车组中车牌{plate}重复出现"),
    do=Words("Mỗi đầu kéo, rơ moóc, sơ mi rơ moóc khai một biển số riêng.",
             "Give the tractor and each trailer its own plate.",
             "牵引车和每辆挂车应分别填写各自车牌。"),
)
def plates_of_a_rig_differ(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    seen = {f.plate}
    for n, trailer in enumerate(f.trailers):
        if trailer.plate and trailer.plate in seen:
            yield hit(f"/trailers/{n}/plate", plate=trailer.plate)
        seen.add(trailer.plate)


@BOOK.rule(
    "PLT-10", steps=DECLARING, cites=VNACCS, pointer="/trailers",
    says=Words("Rơ moóc thứ {number} chưa có biển số", "Trailer {number} has no plate", "第{number}辆挂车未填车牌"),
    do=Words("Nhập biển số rơ moóc hoặc xóa dòng đó.", "Enter the trailer's plate or remove the row.",
             "请填写挂车车牌或删除该行。"),
)
def trailers_have_plates(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, trailer in enumerate(f.trailers):
        if not trailer.plate:
            yield hit(f"/trailers/{n}/plate", number=n + 1)


@BOOK.rule(
    "PLT-11", steps=DECLARING, cites=PLATES, pointer="/trailers", blocks=False,
    says=Words("Biển số rơ moóc {plate} không giống biển số rơ moóc của {country}",
               "Trailer plate {plate} does not look like a trailer plate of {country}",
               "挂车车牌{plate}与{country}挂车车牌格式不符"),
    do=Words("Rơ moóc Việt Nam có chữ R (14R-012.34), rơ moóc Trung Quốc có chữ 挂. Xem lại; nếu đúng thì cứ gửi.",
             "Vietnamese trailers carry R (14R-012.34), Chinese ones 挂. Look again; if it is right, send it.",
             "越南挂车含字母R（14R-012.34），中国挂车含“挂”字。请核对，如无误可提交。"),
)
def trailer_plate_shape(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for n, trailer in enumerate(f.trailers):
        country = trailer.country or f.country
        if country in ("VN", "CN") and trailer.plate and plates.read(trailer.plate, country).kind != "trailer":
            yield hit(f"/trailers/{n}/plate", plate=trailer.plate, country=country_name(country))


@BOOK.rule(
    "PLT-12", steps=DECLARING, cites=ROAD_LAW, pointer="/trailers",
    says=Words("Một đầu kéo kéo {count} rơ moóc, nhiều nhất là {most}",
               "One tractor pulls {count} trailers; the most is {most}",
               "一辆牵引车挂{count}辆挂车，最多为{most}辆"),
    do=Words("Khai rơ moóc còn lại trong tờ khai của xe khác.",
             "Declare the other trailers with another vehicle.",
             "其余挂车请随其他车辆申报。"),
)
def few_trailers(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if len(f.trailers) > (most := now.value("rig.trailers.most")):
        yield hit(count=len(f.trailers), most=most)


@BOOK.rule(
    "PLT-13", steps=(SUBMIT,), cites=C50_3, pointer="/chassis", blocks=False,
    says=Words("Xe nước ngoài {plate} tạm nhập chưa khai số khung và số máy",
               "Foreign vehicle {plate} is admitted without its chassis and engine numbers",
               "外国车辆{plate}暂时进境，未填车架号和发动机号"),
    do=Words("Mang bản chính giấy đăng ký xe; công chức cửa khẩu sẽ ghi bổ sung.",
             "Bring the original registration certificate; the gate officer will add the numbers.",
             "请携带行驶证原件，口岸关员将补录。"),
)
def foreign_vehicle_is_identified(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    stays = f.mode == ROAD and f.leg == 1 and f.case not in ("border_delivery", "emergency", "resident")
    if stays and f.regime == ADMISSION and f.country != "VN" and not (f.chassis or f.engine):
        yield hit(plate=f.plate)


@BOOK.rule(
    "PLT-14", steps=DECLARING, cites=D77A_3, pointer="/country",
    says=Words("Biển kiểm soát riêng của khu kinh tế cửa khẩu do Việt Nam cấp, nước đăng ký khai là {country}",
               "Gate-economic-zone plates are issued by Viet Nam; the declared country is {country}",
               "口岸经济区专用车牌由越南核发，但申报登记国为{country}"),
    do=Words("Sửa nước đăng ký thành Việt Nam, hoặc chọn trường hợp khác.",
             "Correct the country to Viet Nam, or choose another case.",
             "请将登记国改为越南，或选择其他情形。"),
)
def zone_plates_are_vietnamese(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.case == "economic_zone" and f.country != "VN":
        yield hit(country=country_name(f.country))


@BOOK.rule(
    "PLT-15", steps=(SUBMIT,), cites=ROAD_LAW, pointer="/plate", blocks=False,
    says=Words("Đăng kiểm của {plate} hết hạn ngày {until}, trước ngày qua cửa khẩu",
               "The technical inspection of {plate} ended on {until}, before the crossing",
               "{plate}的车辆年检于{until}到期，早于过境日期"),
    do=Words("Gia hạn đăng kiểm trước khi đi, hoặc cập nhật hạn mới trong hồ sơ phương tiện.",
             "Renew the inspection before the trip, or update its date in the vehicle's record.",
             "请在出行前办理年检，或在车辆档案中更新有效期。"),
)
def inspection_is_valid(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.inspected_until and f.planned_at and f.inspected_until < local_day(f.planned_at):
        yield hit(plate=f.plate, until=f.inspected_until)


@BOOK.rule(
    "PLT-16", steps=(SUBMIT,), cites=HOUSE, pointer="/plate", blocks=False,
    says=Words("Biển số {plate} chưa có chữ đầu chỉ tỉnh của Trung Quốc",
               "Plate {plate} lacks the Chinese province character",
               "车牌{plate}缺少省份简称"),
    do=Words("Nếu nhập được, thêm chữ đầu (ví dụ 桂); nếu không, hệ thống đối chiếu theo các ký tự cuối.",
             "Add the first character (for example 桂) if you can; otherwise the last characters are compared.",
             "如可输入请补上首字（如“桂”）；否则系统按末位字符比对。"),
)
def chinese_plate_has_its_province(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    if f.country == "CN" and f.mode == ROAD and plates.read(f.plate, "CN").kind == "bare":
        yield hit(plate=f.plate)


@BOOK.rule(
    "PLT-17", steps=DECLARING, cites=PLATES, pointer="/plate",
    says=Words("Biển số “{plate}” quá ngắn, không thể là biển kiểm soát",
               "“{plate}” is too short to be a registration plate",
               "“{plate}”过短，不可能是车牌号"),
    do=Words("Nhập đủ biển số như trên giấy đăng ký, ít nhất {least} chữ và số.",
             "Enter the whole plate as on the registration certificate, at least {least} letters and digits.",
             "请按行驶证完整填写，至少{least}个字母或数字。"),
)
def plate_is_whole(f: VehicleFacts, now: Moment) -> Iterator[Hit]:
    for pointer, plate in f.plates:
        if 0 < len(plate.strip()) < LEAST_SIGNS:
            yield hit(pointer, plate=plate, least=LEAST_SIGNS)
