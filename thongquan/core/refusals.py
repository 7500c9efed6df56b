"""What every refusal says and what to do next; `explain` finds the words of any code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thongquan.core import (
    changes,
    drawwords,
    form,
    goods_changes,
    passagewords,
    profiles_check,
    reviewwords,
    riskwords,
    rules,
    selection_check,
    sheetwords,
    tariffwords,
)
from thongquan.core.duty import words as dutywords
from thongquan.core.gatewords import REASONS
from thongquan.core.goodswords import REFUSALS as GOODS
from thongquan.core.rule import spoken
from thongquan.core.words import Words


@dataclass(frozen=True)
class Refusal:
    """The sentence of a code and the way out."""

    says: Words
    do: Words


@dataclass(frozen=True)
class Explained:
    """A refusal in one language, its values filled in."""

    says: str
    do: str


def _r(says: tuple[str, str, str], do: tuple[str, str, str]) -> Refusal:
    return Refusal(Words(*says), Words(*do))


_RELOAD = ("Tải lại trang để xem tình trạng mới nhất.", "Reload the page to see how it stands now.", "请刷新页面查看最新状态。")
_REASON = ("Chọn lý do trong danh sách và ghi rõ bằng lời.", "Choose a reason from the list and put it in words.",
           "请从列表中选择理由并说明。")
_CHIEF = ("Liên hệ lãnh đạo đơn vị.", "Turn to the head of office.", "请联系单位负责人。")
_UPLOAD = ("Lưu lại thành PDF, JPG hoặc PNG rồi tải lên.", "Save it as PDF, JPG or PNG and upload it again.",
           "请另存为PDF、JPG或PNG后重新上传。")

SENTENCES: dict[str, Refusal] = {
    # procedure
    "FLW-01": _r(("Bước này không thực hiện được ở trạng thái hiện tại", "This step is not possible in the present state", "当前状态下不能执行此步骤"), _RELOAD),
    "FLW-02": _r(("Vai trò của bạn không được thực hiện bước này", "Your role may not take this step", "您的角色不能执行此步骤"),
                 ("Nhờ người có thẩm quyền thực hiện.", "Ask someone who may.", "请由有权限的人员办理。")),
    # general
    "GEN-400": _r(("Yêu cầu không đọc được", "The request cannot be read", "无法读取请求"),
                  ("Kiểm tra dữ liệu gửi lên rồi gửi lại.", "Check what was sent and send it again.", "请检查发送的数据后重试。")),
    "GEN-401": _r(("Bạn chưa đăng nhập", "You are not signed in", "您尚未登录"), ("Đăng nhập rồi làm lại.", "Sign in and try again.", "请登录后重试。")),
    "GEN-403": _r(("Bạn không có quyền làm việc này", "You may not do this", "您无权执行此操作"),
                  ("Nếu cần, nhờ người quản lý cấp quyền.", "If you need it, ask your manager for the role.", "如有需要，请管理员授权。")),
    "GEN-404": _r(("Không tìm thấy, hoặc không thuộc phạm vi của bạn", "It does not exist, or not within your reach", "未找到，或不在您的权限范围内"),
                  ("Kiểm tra lại số hoặc đường dẫn.", "Check the number or the address.", "请核对编号或网址。")),
    "GEN-405": _r(("Cách gọi này không dùng được ở đây", "This method is not used here", "此处不支持该请求方式"),
                  ("Xem lại tài liệu giao tiếp.", "See the interface description.", "请查阅接口文档。")),
    "GEN-409": _r(("Hồ sơ vừa được người khác thay đổi", "Someone else has just changed this case", "该单证刚被他人更改"), _RELOAD),
    "GEN-415": _r(("Kiểu nội dung này không được nhận ở đây", "This media type is not taken here", "此处不接受该内容类型"),
                  ("Gửi application/json theo tài liệu giao tiếp.", "Send application/json as the interface description says.", "请按接口文档以application/json发送。")),
    "GEN-422": _r(("Có mục chưa đúng", "Some answers need correcting", "部分内容有误"),
                  ("Sửa các mục được nêu.", "Correct the fields named.", "请更正所列项目。")),
    "GEN-429": _r(("Gửi quá nhiều trong thời gian ngắn", "Too many requests in a short time", "短时间内请求过多"),
                  ("Chờ {seconds} giây rồi gửi lại.", "Wait {seconds} seconds and send again.", "请等待{seconds}秒后重试。")),
    "GEN-500": _r(("Hệ thống gặp lỗi, chưa có gì bị thay đổi", "Something went wrong on our side; nothing was changed", "系统出错，数据未更改"),
                  ("Thử lại sau; nếu còn lỗi, gọi bộ phận hỗ trợ.", "Try again later; if it goes on, call support.", "请稍后重试；如仍有问题请联系技术支持。")),
    "GEN-503": _r(("Hệ thống đang bận", "The system is busy just now", "系统繁忙"),
                  ("Thử lại sau ít phút; dữ liệu đã nhập được giữ.", "Try again in a few minutes; what you typed is kept.", "请几分钟后重试，已填内容已保留。")),
    "IDM-01": _r(("Mã yêu cầu này đã dùng cho nội dung khác", "This request key was used for another content", "该请求标识已用于其他内容"),
                 ("Dùng mã yêu cầu mới cho nội dung mới.", "Use a new key for a new content.", "请为新内容使用新的请求标识。")),
    "IDM-02": _r(("Yêu cầu này đang được xử lý", "This request is being worked on", "该请求正在处理"),
                 ("Chờ vài giây rồi hỏi lại bằng cùng mã.", "Wait some seconds and ask again with the same key.", "请稍候用同一标识查询。")),
    "IDM-03": _r(("Thiếu hoặc sai mã chống gửi trùng", "The idempotency key is missing or malformed", "缺少幂等标识或格式错误"),
                 ("Gửi kèm Idempotency-Key, tối đa 100 ký tự.", "Send an Idempotency-Key of at most 100 signs.", "请附带Idempotency-Key（至多100字符）。")),
    "SES-01": _r(("Phiên làm việc đã hết hạn", "Your session has ended", "会话已过期"),
                 ("Đăng nhập lại; bản nháp vẫn còn.", "Sign in again; your draft is kept.", "请重新登录，草稿已保留。")),
    "SES-02": _r(("Trang này đã mở quá lâu", "This page was open for too long", "页面打开时间过长"), _RELOAD),
    # uploads
    "BIG-01": _r(("Nội dung gửi quá lớn", "What was sent is too large", "发送内容过大"),
                 ("Chia nhỏ hoặc giảm dung lượng rồi gửi lại.", "Split it or make it smaller.", "请拆分或缩小后重试。")),
    "UPL-01": _r(("Loại tệp này không được nhận", "This kind of file is not accepted", "不接受此类文件"), _UPLOAD),
    "UPL-02": _r(("Tệp quá lớn", "The file is too large", "文件过大"),
                 ("Giảm dung lượng xuống dưới 10 MB.", "Make it smaller than 10 MB.", "请将文件压缩至10 MB以下。")),
    "UPL-03": _r(("Nội dung tệp không đúng với đuôi tệp", "The content is not what the file name says", "文件内容与扩展名不符"), _UPLOAD),
    "UPL-04": _r(("Tệp có mã lệnh hoặc nội dung nhúng", "The file holds scripts or embedded content", "文件含脚本或嵌入内容"),
                 ("In ra PDF mới không kèm lệnh rồi tải lên.", "Print it to a fresh PDF without scripts.", "请打印为不含脚本的新PDF后上传。")),
    "UPL-05": _r(("Tài liệu có quá nhiều trang", "The document has too many pages", "文档页数过多"),
                 ("Chỉ tải lên những trang cần thiết.", "Upload only the pages that are needed.", "请仅上传所需页面。")),
    "UPL-06": _r(("Tệp rỗng hoặc hỏng", "The file is empty or damaged", "文件为空或已损坏"),
                 ("Mở thử tệp trên máy rồi tải lại.", "Open it on your device and upload it again.", "请在本机打开确认后重新上传。")),
    "UPL-07": _r(("Tệp được đặt mật khẩu", "The file is locked with a password", "文件已加密"),
                 ("Bỏ mật khẩu rồi tải lên.", "Remove the password and upload it again.", "请去除密码后上传。")),
    "UPL-08": _r(("Phát hiện mã độc trong tệp", "Malicious content was found in the file", "文件中发现恶意内容"),
                 ("Quét máy và dùng tệp gốc sạch.", "Scan your device and use a clean original.", "请查杀设备并使用干净的原文件。")),
    # the gate
    "GAT-01": _r(("Không có làn này ở cửa khẩu của bạn", "Your gate has no such lane", "您的口岸没有该车道"),
                 ("Chọn lại làn đang trực.", "Choose the lane you serve.", "请重新选择值守车道。")),
    "GAT-02": _r(("Không có lượt qua nào với số hoặc biển này", "No movement has this number or plate", "没有该编号或车牌的行程"),
                 ("Đọc lại số, hoặc tìm theo biển số.", "Read it again, or search by plate.", "请重新核对，或按车牌查询。")),
    "GAT-03": _r(("Không có nghi vấn nào để xác nhận", "There is no doubt to confirm", "没有可确认的疑点"),
                 ("Quét mã trước; lệnh dừng thì cần hai người.", "Scan first; a stop needs two officers.", "请先扫码；停车指令需两人处理。")),
    "GAT-04": _r(("Chưa có lý do hợp lệ", "A valid reason is missing", "缺少有效理由"), _REASON),
    "GAT-05": _r(("Người thứ hai phải là người khác", "The second officer must be someone else", "第二名关员须为他人"),
                 ("Nhờ đồng nghiệp cùng ca xác nhận.", "Ask a colleague of the shift to confirm.", "请同班同事确认。")),
    "GAT-06": _r(("Người này không được làm người thứ hai ở đây", "This person may not be the second officer here", "此人不能在此担任第二名关员"),
                 ("Chọn công chức hoặc lãnh đạo đang trực tại cửa khẩu.", "Choose an officer or leader on duty at this gate.", "请选择在本口岸值班的关员或负责人。")),
    "GAT-07": _r(("Phương tiện đang bị giữ, không cho qua theo lệnh được", "The vehicle is on hold and cannot be admitted by order", "车辆被扣留，不得按指令放行"), _CHIEF),
    "GAT-08": _r(("Cần người thứ hai xác nhận", "A second officer must confirm", "须第二名关员确认"),
                 ("Nhờ đồng nghiệp cùng ca nhập xác nhận.", "Have a colleague of the shift confirm.", "请同班同事确认。")),
    "GAT-09": _r(("Làn đang đóng", "The lane is closed", "车道已关闭"),
                 ("Mở làn hoặc chuyển xe sang làn khác.", "Open the lane or send the vehicle to another.", "请开启车道或引导车辆至其他车道。")),
    "GAT-10": _r(("Lượt qua này đã hoàn thành", "This leg has already crossed", "本行程已通过"), _RELOAD),
    "GAT-11": _r(("Còn cơ quan chưa kiểm tra xong phương tiện", "An agency has not seen the vehicle yet", "尚有单位未查验车辆"),
                 ("Đưa phương tiện đến cơ quan đó trước.", "Send the vehicle to that agency first.", "请先引导车辆前往该单位。")),
    "GAT-13": _r(("Trọng lượng này không thể đúng", "No vehicle weighs this", "该重量不可能属实"),
                 ("Nhập kg trên bàn cân; trọng lượng bì nhỏ hơn tổng.", "Give the scale's kilograms; the tare is less than the whole.",
                  "请填写地磅公斤数；皮重须小于总重。")),
    "GAT-14": _r(("Đếm được {counted} hành khách, tờ khai ghi {declared}", "{counted} passengers are counted; {declared} are declared",
                  "清点旅客{counted}人，申报{declared}人"),
                 ("Đếm lại; nếu vẫn khác thì ghi rõ lý do vào ô ghi chú.", "Count again; if it still differs, say why in the remark.",
                  "请重新清点；如仍不一致，请在备注中说明。")),
    # authority
    "ACC-01": _r(("Việc này cần xác thực lại", "This act needs a fresh confirmation of who you are", "此操作需再次验证身份"),
                 ("Nhập mã xác thực hoặc dùng khóa bảo mật rồi làm tiếp.", "Enter your code or use your security key, then go on.", "请输入验证码或使用安全密钥后继续。")),
    "ACC-02": _r(("Bạn không được khai cho người khai này", "You may not act for this declarant", "您不能代该申报人办理"),
                 ("Chọn đúng doanh nghiệp, hoặc xin ủy quyền.", "Choose the right company, or ask for a mandate.", "请选择正确的企业，或申请委托。")),
    "ACC-03": _r(("Không ai được quyết định hồ sơ do chính mình khai hoặc đề nghị", "Nobody decides on what he declared or requested himself", "不得审批本人申报或提出的事项"),
                 ("Nhờ công chức khác xử lý.", "Leave it to another officer.", "请由其他关员办理。")),
    "ACC-04": _r(("Quyền cần hai người khác nhau duyệt", "A role is proposed and approved by two people", "授权须由两人分别提出和批准"),
                 ("Nhờ người quản trị khác duyệt.", "Ask another administrator to approve.", "请另一位管理员批准。")),
    "ACC-05": _r(("Liên kết đã dùng hoặc hết hạn", "The link was used or has ended", "链接已使用或已过期"),
                 ("Xin liên kết mới.", "Ask for a new link.", "请索取新链接。")),
    "ACC-06": _r(("Khóa truy cập không đúng, đã thu hồi hoặc thiếu phạm vi", "The access key is wrong, revoked or lacks the scope", "访问密钥错误、已吊销或权限不足"),
                 ("Tạo khóa mới với phạm vi cần dùng.", "Make a key with the scope you need.", "请创建具有所需权限的新密钥。")),
    "ACC-07": _r(("Mật khẩu quá yếu hoặc dễ đoán", "The password is too weak or easy to guess", "密码过弱或易被猜到"),
                 ("Dùng ít nhất 10 ký tự, không trùng tên hay số quen thuộc.", "Use at least 10 signs, not a name or a common number.", "请使用至少10个字符，勿用姓名或常见数字。")),
    "ACC-08": _r(("Tên đăng nhập đã có người dùng hoặc không hợp lệ", "The user name is taken or not usable", "用户名已被使用或无效"),
                 ("Chọn tên khác, tối đa 60 ký tự.", "Choose another, of at most 60 signs.", "请另选用户名（至多60个字符）。")),
    "MND-01": _r(("Bên nhận ủy quyền không phải đại lý hải quan đang hoạt động", "The other party is not an active customs broker", "受托方不是有效的报关行"),
                 ("Chọn một đại lý trong danh sách.", "Choose a broker from the list.", "请从列表中选择报关行。")),
    "MND-02": _r(("Ủy quyền chưa nêu được làm việc gì", "The mandate names nothing to do", "委托未注明办理事项"),
                 ("Chọn ít nhất một việc: soạn, ký, nộp thuế, sửa hoặc xem.", "Choose at least one: prepare, sign, pay, change or view.", "请至少选择一项：编制、签署、缴税、修改或查看。")),
    "MND-03": _r(("Thời hạn ủy quyền không hợp lệ", "The period of the mandate is not possible", "委托期限无效"),
                 ("Chọn ngày cuối sau ngày đầu và không sớm hơn hôm nay.", "Let it end after its first day and not before today.", "截止日须晚于起始日且不早于今天。")),
    "MND-04": _r(("Ủy quyền của doanh nghiệp không gồm việc này", "The company's mandate does not cover this", "企业的委托不包括此事项"),
                 ("Nhờ doanh nghiệp tự làm, hoặc xin ủy quyền rộng hơn.", "Ask the company to do it, or for a wider mandate.", "请由企业自行办理，或申请更大范围的委托。")),
    "NTC-01": _r(("Kênh báo tin này không có", "There is no such channel for notices", "没有此通知渠道"),
                 ("Chọn một kênh trong danh sách.", "Choose a channel from the list.", "请从列表中选择渠道。")),
    "NTC-02": _r(("Không gửi tin được tới “{address}”", "Notices cannot be sent to “{address}”", "无法向“{address}”发送通知"),
                 ("Nhập lại địa chỉ hoặc số điện thoại đúng dạng.", "Enter the address or number in its right form.", "请按正确格式重新填写地址或号码。")),
    "ACC-09": _r(("Đơn vị này không do bạn quản trị", "You do not administer this unit", "您不是该单位的管理员"),
                 ("Nhờ người quản trị của đơn vị đó.", "Turn to the administrator of that unit.", "请联系该单位的管理员。")),
    "ACC-10": _r(("Vai trò hoặc đơn vị không có trong danh sách", "The role or unit is not on the list", "角色或单位不在列表中"),
                 ("Chọn trong danh sách.", "Choose one from the list.", "请从列表中选择。")),
    "ACC-11": _r(("Ngày kết thúc sớm hơn ngày bắt đầu hoặc đã qua", "The end lies before the beginning or in the past", "结束日期早于开始日期或已过期"),
                 ("Sửa lại ngày.", "Correct the dates.", "请更正日期。")),
    "ACC-12": _r(("Không ai tự đề nghị quyền cho chính mình", "Nobody proposes a role for himself", "不得为本人提出授权"),
                 ("Nhờ người quản trị khác đề nghị.", "Ask another administrator to propose it.", "请由另一位管理员提出。")),
    "ACC-13": _r(("Người này đã có vai trò đó tại đơn vị", "This person already has that role there", "此人在该单位已有该角色"),
                 _RELOAD),
    "ACC-14": _r(("Đây là người cuối cùng giữ vai trò này", "This is the last person in this role", "此人是该角色的最后一人"),
                 ("Giao vai trò cho người khác trước.", "Give the role to someone else first.", "请先将该角色授予他人。")),
    "ACC-15": _r(("Chỉ lãnh đạo mới cử người quyền thay", "Only a leader has a deputy", "只有负责人可指定代理人"),
                 ("Chọn một lãnh đạo đang giữ chức.", "Choose a leader who is in office.", "请选择在任负责人。")),
    "ACC-16": _r(("Người thay phải là công chức khác đang làm việc", "The deputy must be another officer in service", "代理人须为其他在职关员"),
                 ("Chọn người khác.", "Choose someone else.", "请另选他人。")),
    "ACC-17": _r(("Người chỉ là lái xe không thay đổi thông tin, sổ đăng ký của doanh nghiệp", "Whoever is only a driver of a company does not change its particulars or registers", "仅为驾驶员的人员不得更改企业资料或登记簿"),
                 ("Nhờ người khai báo của doanh nghiệp làm.", "Ask a person who declares for the company.", "请由企业的申报人员办理。")),
    "ACC-18": _r(("Hồ sơ này do chi cục khác quyết định", "Another office decides on this case", "此案由其他海关决定"),
                 ("Báo cho chi cục của cửa khẩu đi; chi cục nơi về chỉ quyết định khi xe đang ở lượt về.", "Tell the office of the first gate; the office of the return gate decides only while the way back is due.", "请告知出发口岸所属海关；返程口岸海关仅在返程阶段有权决定。")),
    "EMG-01": _r(("Lý do khẩn cấp phải dài ít nhất {least} ký tự", "The emergency's reason needs at least {least} signs", "紧急理由至少{least}个字符"),
                 ("Nêu việc đang xảy ra và hậu quả nếu chờ.", "Say what is happening and what waiting would cause.", "请写明事由及等待的后果。")),
    "EMG-02": _r(("Không có ai để báo ngay về quyền khẩn cấp này", "There is nobody to be told of this emergency", "无人可即时告知此紧急权限"),
                 _CHIEF),
    "KEY-01": _r(("Phạm vi của khóa trống hoặc vượt quyền của bạn", "The key's scopes are empty or beyond your rights", "密钥范围为空或超出您的权限"),
                 ("Chọn ít nhất một phạm vi được phép.", "Choose at least one permitted scope.", "请至少选择一个允许的范围。")),
    "KEY-02": _r(("Khóa chưa có tên", "The key has no name", "密钥未命名"),
                 ("Đặt tên theo máy dùng khóa.", "Name it after the machine that uses it.", "请以使用该密钥的设备命名。")),
    "REG-01": _r(("Đã có trong danh bạ của bạn", "It is already in your register", "已在您的登记册中"),
                 ("Sửa mục đang có, hoặc dùng lại mục đã ngừng.", "Edit the entry, or bring the retired one back.", "请编辑现有条目或恢复停用条目。")),
    "REG-02": _r(("Biển số hoặc số hiệu còn trống", "The plate or number is missing", "号牌或编号为空"),
                 ("Nhập như trên giấy tờ.", "Enter it as on the paper.", "请按证件填写。")),
    "DAY-01": _r(("Giờ mở cửa phải sớm hơn giờ đóng cửa, trong cùng ngày", "Opening must come before closing, within one day", "开放时间须早于关闭时间且在同一天内"),
                 ("Nhập giờ như 07:00 và 19:00, hoặc để trống cả hai khi nghỉ.", "Enter hours such as 07:00 and 19:00, or leave both empty for a closed day.", "请填写如07:00和19:00，全天关闭则均留空。")),
    "DAY-02": _r(("Không đổi được giờ của ngày đã qua", "The hours of a past day cannot change", "不能更改过去日期的时间"),
                 ("Chọn hôm nay hoặc ngày sau.", "Choose today or a later day.", "请选择今天或以后的日期。")),
    "PIN-01": _r(("PIN phải có 4 đến 6 chữ số và không dễ đoán", "A PIN has four to six digits and is not easily guessed", "PIN须为4至6位数字且不易被猜中"),
                 ("Không dùng một chữ số lặp lại hoặc dãy liên tiếp như 1234.", "Use neither one digit repeated nor a run such as 1234.", "请勿使用重复数字或1234之类的连续数字。")),
    "DAY-03": _r(("Chưa có giờ mở cửa nào", "There are no opening hours", "没有任何开放时间"),
                 ("Nhập giờ cho ít nhất một ngày, như 07:00–19:00.", "Enter hours for at least one day, such as 07:00–19:00.", "请至少为一天填写时间，如07:00–19:00。")),
    "DAY-04": _r(("Cửa khẩu mở một lần trong ngày, như 07:00–19:00", "A gate opens once a day, such as 07:00–19:00", "口岸每天只开放一个时段，如07:00–19:00"),
                 ("Nhập một khoảng giờ cho mỗi ngày.", "Enter one span of hours for each day.", "请为每天只填一个时段。")),
    "DAY-05": _r(("Chưa có giờ làm việc nào", "There are no working hours", "没有任何工作时间"),
                 ("Nhập giờ cho ít nhất một ngày, như 07:30–11:30, 13:00–16:30.", "Enter hours for at least one day, such as 07:30–11:30, 13:00–16:30.", "请至少为一天填写时间，如07:30–11:30, 13:00–16:30。")),
    "LAN-01": _r(("Làn {number} là làn cuối cùng của chiều này và còn xe đang chờ hoặc sắp đến", "Lane {number} is the last one of its way, and vehicles wait or are expected", "{number}号车道是该方向最后一条，且仍有车辆等候或即将到达"),
                 ("Mở hoặc đổi một làn khác sang chiều này trước.", "Give this way another lane first.", "请先为该方向安排另一条车道。")),
    "GTE-01": _r(("Mã cửa khẩu không đúng dạng", "The gate's code is not in the right form", "口岸代码格式不正确"),
                 ("Hai chữ của nước và bốn chữ hoặc số, như VNHMO1.", "Two letters of the country and four letters or digits, such as VNHMO1.", "两位国家字母加四位字母或数字，如VNHMO1。")),
    "GTE-02": _r(("Mã này đã có cửa khẩu khác dùng", "Another gate has this code", "该代码已被其他口岸使用"),
                 ("Chọn mã khác.", "Choose another code.", "请选择其他代码。")),
    "GTE-03": _r(("Vùng này không còn số cho cửa khẩu mới", "This region has no number left for a new gate", "该地区已无可用的口岸编号"),
                 ("Nhờ Cục Hải quan cấp dải số khác.", "Ask the department for another series of numbers.", "请海关局另行分配编号段。")),
    "GTE-04": _r(("Cửa khẩu đóng hẳn từ ngày {day}", "The gate is closed for good from {day} on", "口岸自{day}起永久关闭"),
                 ("Chọn ngày trước đó, hoặc rút việc đóng cửa khẩu.", "Choose an earlier day, or withdraw the closing.", "请选择更早的日期，或撤回关闭决定。")),
    "GTE-05": _r(("Đã báo giờ mở cửa cho ngày {day}, sau khi cửa khẩu đóng", "Hours are announced for {day}, after the gate would have closed", "已公布{day}的开放时间，晚于关闭日期"),
                 ("Rút các giờ đã báo đó trước.", "Withdraw those hours first.", "请先撤回这些时间安排。")),
    "CHR-01": _r(("Quy tắc không còn chờ duyệt hoặc không còn hiệu lực", "The rule no longer waits, or is no longer in force", "规则已不在待批或有效状态"),
                 _RELOAD),
    "CHR-02": _r(("Quy tắc phải do người khác duyệt", "Another person must approve the rule", "规则须由他人批准"),
                 ("Nhờ cán bộ quản lý rủi ro hoặc lãnh đạo khác.", "Ask another risk officer or leader.", "请另一位风险关员或负责人批准。")),
    # the channel of goods
    "GPF-01": _r(("Bước này không làm được ở trạng thái hiện tại của tiêu chí", "The profile's state does not allow this", "该筛选条件当前状态不允许此操作"), _RELOAD),
    "GPF-02": _r(("Tiêu chí chưa được chạy thử trên dữ liệu đã qua", "The profile was not yet tried on history", "该筛选条件尚未用历史数据试算"),
                 ("Bấm Chạy thử, xem kết quả rồi mới trình duyệt.", "Try it, look at the result, then propose it.", "请先试算并查看结果，再提交审批。")),
    "GPF-03": _r(("Tiêu chí chỉ có hiệu lực tối đa {days} ngày, kể từ hôm nay trở đi", "A profile is in force for at most {days} days, from today on",
                  "筛选条件有效期最长{days}天，且不早于今天"),
                 ("Chọn ngày cuối sớm hơn; có thể gia hạn bằng phiên bản mới.", "Choose an earlier last day; a new version renews it.", "请选择更早的截止日；可用新版本续期。")),
    "GPF-04": _r(("Ngoài danh sách, các điều kiện còn lại gần như đúng với mọi tờ khai", "Beside the list, the other conditions hold for nearly every declaration",
                  "除名单外，其余条件几乎适用于所有报关单"),
                 ("Thêm điều kiện thật sự phân biệt rủi ro.", "Add a condition that tells risk apart.", "请增加真正区分风险的条件。")),
    "GPF-05": _r(("Lệnh bắt buộc phải nêu căn cứ pháp luật hoặc số cảnh báo", "An order must cite the law or the alert", "强制指令须注明法律依据或预警编号"),
                 ("Ghi điều luật hoặc số văn bản.", "Write the article or the number of the alert.", "请填写条款或文号。")),
    "GPF-06": _r(("Luồng phải là vàng hoặc đỏ", "The lane must be yellow or red", "通道须为黄色或红色"),
                 ("Chọn lại luồng.", "Choose the lane again.", "请重新选择通道。")),
    "GPF-07": _r(("Chưa ghi mục đích, hoặc tỷ lệ phát hiện dự kiến không nằm trong 0-100 %", "The purpose is missing, or the expected hit rate is not within 0-100 %",
                  "缺少目的，或预期查获率不在0-100%之间"),
                 ("Ghi mục đích và tỷ lệ dự kiến.", "Write the purpose and the rate you expect.", "请填写目的和预期查获率。")),
    "GPF-08": _r(("Tên danh sách hoặc giá trị không hợp lệ", "The name of the list or a value on it is not usable", "名单名称或条目无效"),
                 ("Tên gồm chữ thường, số, gạch dưới; giá trị không trống.", "Names are small letters, digits, underscores; values are not empty.",
                  "名称用小写字母、数字、下划线；条目不得为空。")),
    "GPF-09": _r(("Mã {code} đã có tiêu chí", "A profile of the code {code} is there already", "代码{code}已有筛选条件"),
                 ("Mở tiêu chí đó rồi chọn Bản tiếp theo, hoặc đặt mã khác.", "Open it and write its next version, or take another code.",
                  "请打开该条件编写下一版本，或另取代码。")),
    "GPF-10": _r(("Không có đơn vị mang mã {codes}", "There is no office with the code {codes}", "没有代码为{codes}的单位"),
                 ("Ghi mã đơn vị hải quan, cách nhau bằng dấu phẩy; để trống là mọi đơn vị.", "Write codes of customs offices with commas; none means all.",
                  "请填写海关单位代码，以逗号分隔；留空表示所有单位。")),
    "SLC-01": _r(("Không đổi được mức kiểm tra ở trạng thái hiện tại", "The channel cannot be changed in the present state", "当前状态不能变更查验方式"), _RELOAD),
    "SLC-02": _r(("Mức kiểm tra mới giống mức hiện tại", "The new channel is the present one", "新的查验方式与现有相同"),
                 ("Chọn mức khác.", "Choose another one.", "请选择其他方式。")),
    "UPL-09": _r(("Ảnh có kích thước quá lớn", "The picture has too many pixels", "图片像素过大"),
                 ("Thu nhỏ ảnh rồi tải lên.", "Make the picture smaller and upload it again.", "请缩小图片后重新上传。")),
    "UPL-10": _r(("Tệp nén nở ra quá lớn", "The file unpacks to too much", "压缩文件解压后过大"),
                 _UPLOAD),
    "UPL-11": _r(("Kiểm tra tệp mất quá nhiều thời gian hoặc bộ nhớ", "Checking the file took too much time or memory", "检查文件耗时或占用内存过多"),
                 _UPLOAD),
    # the desk
    "ACT-01": _r(("Luồng kiểm tra thực tế nhưng chưa có kết quả kiểm tra", "The lane is physical check, but no check is recorded", "查验通道但尚无查验结果"),
                 ("Ghi kết quả kiểm tra trước khi chấp nhận.", "Record the check before accepting.", "请先登记查验结果再接受。")),
    "ACT-02": _r(("Chỉ duyệt hàng loạt tờ khai miễn kiểm tra", "Only declarations without a check are accepted together", "仅免查验申报单可批量接受"),
                 ("Mở tờ khai này và duyệt riêng.", "Open this one and decide it by itself.", "请单独打开并审批该申报单。")),
    "ASK-01": _r(("Yêu cầu bổ sung chưa nêu cần gì", "The question does not say what is needed", "补充要求未说明所需内容"),
                 ("Nêu mục, lý do và nội dung cần bổ sung.", "Name the field, the rule and what is needed.", "请写明项目、依据和所需内容。")),
    "ASK-02": _r(("Đã hỏi đủ {most} lần", "All {most} rounds of questions are used", "已用完{most}次询问"),
                 ("Chấp nhận, hoặc trả lại kèm lý do.", "Accept it, or return it with reasons.", "请接受，或说明理由退回。")),
    "RET-01": _r(("Trả lại mà chưa có lý do", "It cannot be returned without a reason", "退回须有理由"), _REASON),
    "REQ-01": _r(("Đang có một đề nghị cùng loại chờ xử lý", "A request of this kind is still open", "已有同类申请待处理"),
                 ("Chờ kết quả, hoặc rút đề nghị đó.", "Wait for the answer, or withdraw it.", "请等待结果或撤回该申请。")),
    "REQ-02": _r(("Không còn đề nghị nào chờ xử lý", "No such request is open", "没有待处理的此类申请"), _RELOAD),
    "REQ-03": _r(("Không có gì thay đổi", "Nothing was changed", "没有更改内容"),
                 ("Sửa ít nhất một mục rồi gửi.", "Change at least one field and send.", "请至少更改一项后提交。")),
    "REQ-04": _r(("Chưa ghi lý do hoặc câu trả lời", "A reason or an answer in words is missing", "未填写理由或答复"),
                 ("Ghi rõ bằng lời để người nhận hiểu.", "Put it in words that the reader understands.", "请用文字说明。")),
    "REQ-05": _r(("Lý do không có trong danh sách", "The reason is not on the list", "理由不在列表中"), _REASON),
    "EXT-01": _r(("Phương tiện đã được gia hạn một lần", "The vehicle was already extended once", "该车辆已延期一次"),
                 ("Đưa phương tiện về đúng hạn, hoặc báo công chức cửa khẩu.", "Bring it back in time, or tell the gate officer.", "请按期返回，或告知口岸关员。")),
    "EXT-02": _r(("Chỉ gia hạn từ 1 đến {most} giờ", "An extension is between 1 and {most} hours", "延期时间为1至{most}小时"),
                 ("Chọn số giờ trong khoảng đó.", "Choose hours within that range.", "请选择该范围内的小时数。")),
    "PRO-01": _r(("Hạn mới không muộn hơn hạn đang có", "The new end is not later than the present one", "新期限不晚于现有期限"),
                 ("Chọn thời điểm muộn hơn.", "Choose a later moment.", "请选择更晚的时间。")),
    "REF-01": _r(("Số hồ sơ nội bộ này đã dùng cho tờ khai {number} với nội dung khác", "This own reference already stands for declaration {number} with another content", "该内部编号已用于内容不同的申报单{number}"),
                 ("Sửa tờ khai đó, hoặc dùng số hồ sơ khác.", "Correct that declaration, or use another reference.", "请更正该申报单，或使用其他内部编号。")),
    "STP-01": _r(("Ngày cuối của lệnh tạm dừng đã qua", "The last day of the order has passed", "暂停令截止日期已过"),
                 ("Chọn hôm nay hoặc ngày sau, hoặc để trống.", "Choose today or a later day, or leave it empty.", "请选择今天或以后的日期，或留空。")),
    "STP-02": _r(("Đơn vị đã có lệnh tạm dừng với biển số này", "The office already has an order on this plate", "本单位已对该号牌下达暂停令"),
                 ("Xem lệnh trong danh sách; thôi giữ trước khi ra lệnh mới.", "See the list; lift that order before giving a new one.", "请查看列表；解除后方可重新下令。")),
    "STP-03": _r(("Lệnh tạm dừng không còn hiệu lực", "The order is no longer in force", "暂停令已失效"), _RELOAD),
    "RDC-01": _r(("Tờ khai mới không cùng phương tiện và chiều đi với tờ khai bị mất", "The new declaration is not for the vehicle and regime of the lost one", "新申报单与遗失申报单的车辆或方向不一致"),
                 ("Kiểm tra số tờ khai bị mất.", "Check the number of the lost declaration.", "请核对遗失申报单号码。")),
    # ministries' documents
    "LIC-01": _r(("Không có giấy phép {declared} trong dữ liệu của bộ ngành", "No agency has issued {declared}", "主管部门数据中没有{declared}"),
                 ("Kiểm tra số và loại, hoặc nhờ cơ quan cấp phép gửi dữ liệu.", "Check number and kind, or have the agency send its data.", "请核对编号和类别，或请签发机关发送数据。")),
    "LIC-02": _r(("Giấy phép cấp cho {permitted}, tờ khai của {declared}", "The document was issued to {permitted}, the declaration is of {declared}", "许可证持有人为{permitted}，申报人为{declared}"),
                 ("Dùng giấy phép của chính người xuất khẩu, nhập khẩu.", "Use a document of the importer or exporter himself.", "请使用进出口人本人的许可证。")),
    "LIC-03": _r(("Mã HS {declared} không có trên giấy phép ({permitted})", "HS {declared} is not on the document ({permitted})", "商品编码{declared}不在许可证上（{permitted}）"),
                 ("Sửa mã HS hoặc dùng giấy phép khác.", "Correct the HS code, or use another document.", "请更正商品编码或使用其他许可证。")),
    "LIC-04": _r(("Khai {declared}, giấy phép còn {permitted}", "{declared} are declared, the document has {permitted} left", "申报{declared}，许可证余量{permitted}"),
                 ("Giảm số lượng, hoặc xin giấy phép bổ sung.", "Reduce the quantity, or obtain a further document.", "请减少数量或申请补充许可证。")),
    "LIC-05": _r(("Đơn vị tính {declared} không quy đổi được sang {permitted}", "The unit {declared} cannot be converted to {permitted}", "计量单位{declared}无法换算为{permitted}"),
                 ("Khai thêm lượng theo đơn vị của giấy phép.", "Declare the quantity in the document's unit as well.", "请同时按许可证的计量单位申报数量。")),
    "LIC-06": _r(("Ngày {declared} nằm ngoài thời hạn {permitted}", "{declared} lies outside the validity {permitted}", "{declared}不在有效期{permitted}内"),
                 ("Xin gia hạn, hoặc dùng giấy phép còn hiệu lực.", "Have it prolonged, or use one in force.", "请办理延期或使用有效的许可证。")),
    "LIC-07": _r(("Xuất xứ {declared}, giấy phép cho {permitted}", "The origin is {declared}, the document says {permitted}", "原产地为{declared}，许可证为{permitted}"),
                 ("Kiểm tra xuất xứ, hoặc dùng giấy phép khác.", "Check the origin, or use another document.", "请核对原产地或使用其他许可证。")),
    "LIC-08": _r(("Giấy phép không dùng được: đã thu hồi, bị bác hoặc bản quét chưa xác minh", "The document cannot be used: revoked, refused, or a scan nobody has verified", "许可证不可用：已撤销、被驳回或扫描件未核实"),
                 ("Liên hệ cơ quan cấp phép.", "Turn to the agency that issued it.", "请联系签发机关。")),
    "LIC-10": _r(("Chữ ký số của thông điệp không đúng", "The signature of the message is wrong", "报文数字签名不正确"),
                 ("Ký lại bằng khóa đã đăng ký rồi gửi lại.", "Sign it with the registered key and send it again.", "请使用已登记的密钥重新签名后发送。")),
    "LIC-11": _r(("Không đọc được thông điệp: {reason}", "The message cannot be read: {reason}", "无法读取报文：{reason}"),
                 ("Sửa theo mẫu thông điệp rồi gửi lại.", "Correct it by the message's form and send it again.", "请按报文格式更正后重新发送。")),
    "LIC-12": _r(("Giấy phép số này đã có", "A document with this number is already there", "该编号的许可证已存在"),
                 ("Mở giấy phép đang có để xem hoặc thu hồi.", "Open the one that is there, to read or revoke it.", "请打开现有许可证查看或撤销。")),
    "LIC-13": _r(("Ngày cấp ở tương lai", "The day of issue lies in the future", "签发日期为将来日期"),
                 ("Sửa ngày cấp.", "Correct the day of issue.", "请更正签发日期。")),
    "LIC-14": _r(("Giấy phép chưa có mặt hàng nào", "The document names no goods", "许可证未列明货物"),
                 ("Nhập ít nhất một dòng hàng.", "Enter at least one line.", "请至少填写一行货物。")),
    "LIC-15": _r(("Số lượng phải lớn hơn 0 và có đơn vị tính", "The quantity must be above 0 and have a unit", "数量须大于0并注明计量单位"),
                 ("Nhập số lượng và chọn đơn vị tính.", "Enter the quantity and choose its unit.", "请填写数量并选择计量单位。")),
    "LIC-16": _r(("Cơ quan này không cấp loại giấy phép này", "This agency does not issue this kind of document", "该机关不签发此类许可证"),
                 ("Chọn loại giấy phép của cơ quan mình.", "Choose a kind that your agency issues.", "请选择本机关签发的类别。")),
    "LIC-17": _r(("Mã HS phải có từ 2 đến 8 chữ số", "The HS code needs 2 to 8 digits", "商品编码须为2至8位数字"),
                 ("Nhập chương, nhóm hoặc mã đầy đủ, không có dấu chấm.", "Enter a chapter, heading or whole code without dots.", "请填写章、品目或完整编码，不带点。")),
    "VIO-01": _r(("Chưa có số biên bản vi phạm", "The number of the violation record is missing", "未填违规记录编号"),
                 ("Nhập số biên bản rồi xác nhận.", "Enter the number and confirm.", "请填写记录编号后确认。")),
}

SENTENCES |= {code: Refusal(Words(*says), Words(*do)) for code, (says, do) in GOODS.items()}
SENTENCES |= {code: Refusal(Words(*says), Words(*do)) for code, (says, do) in {
    **drawwords.REFUSALS, **reviewwords.REFUSALS, **passagewords.REFUSALS, **riskwords.REFUSALS}.items()}

#: sentences kept beside their own tables, and what to do about them
BESIDE: tuple[tuple[Mapping[str, Words], Words], ...] = (
    (form.SENTENCES, Words("Sửa mục được nêu rồi gửi lại.", "Correct the field and send again.", "请更正该项后重新提交。")),
    (changes.SENTENCES, Words("Gửi đề nghị sửa, hoặc hủy và khai lại.", "Send a request to amend, or cancel and declare anew.",
                              "请提交修改申请，或撤销后重新申报。")),
    (goods_changes.SENTENCES, goods_changes.DO),
    (selection_check.SENTENCES, Words("Sửa quy tắc rồi gửi duyệt lại.", "Correct the rule and propose it again.", "请更正规则后重新提交审批。")),
    (profiles_check.SENTENCES, Words("Sửa điều kiện ở cột được nêu rồi thử lại.", "Correct the conditions at the column named and try again.",
                                     "请在所示列更正条件后重试。")),
    (sheetwords.SENTENCES, Words("Tải mẫu tệp, chép dữ liệu vào rồi gửi lại.", "Take the template, copy the data into it and send it again.",
                                 "请下载模板，填入数据后重新提交。")),
    (tariffwords.SENTENCES, tariffwords.DO),
    (dutywords.SENTENCES, dutywords.DO),
)


def codes() -> tuple[str, ...]:
    """Every code outside the rulebook, in the order of its tables."""
    return (*SENTENCES, *(code for table, _ in BESIDE for code in table), *REASONS)


def refusal(code: str) -> Refusal:
    """The words of any code; KeyError for a code nobody wrote down."""
    if code in rules.BOOK.rules:
        return Refusal(rules.BOOK.rules[code].says, rules.BOOK.rules[code].do)
    if code in SENTENCES:
        return SENTENCES[code]
    for table, do in BESIDE:
        if code in table:
            return Refusal(table[code], do)
    reason = REASONS[code]
    return Refusal(reason.officer, reason.driver)


def explain(code: str, values: Mapping[str, Any] | None = None, language: str = "vi") -> Explained:
    """What a refusal, warning or gate answer says in `language`, and what to do next."""
    found, filled = refusal(code), _Holes(spoken(values or {}, language))
    return Explained(found.says.say(language).format_map(filled), found.do.say(language).format_map(filled))


class _Holes(dict[str, Any]):
    """Values of a sentence; a value the act did not give is shown as a dash, never as an error."""

    def __missing__(self, key: str) -> str:
        return "–"
