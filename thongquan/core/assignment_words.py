"""Why me, and why not the others: the reasons of a draw in three languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from thongquan.core.words import Words

KIND_WORDS: dict[str, Words] = {
    "dossier": Words("Kiểm tra hồ sơ", "Dossier check", "单证审核"),
    "inspection": Words("Kiểm tra thực tế", "Inspection", "实货查验"),
    "review": Words("Phúc tập", "Review", "复核"),
}

EXCLUDED_WORDS: dict[str, Words] = {
    "four_eyes": Words("đã làm việc khác trong tờ khai này", "has another part in this declaration", "在该报关单中承担其他环节"),
    "was_his": Words("đã được giao hồ sơ này trước đó", "had this case before", "此前曾承办该单"),
    "own_act": Words("đã khai hộ tờ khai này", "entered this declaration for the trader", "曾代为录入该报关单"),
    "conflict": Words("có quan hệ lợi ích với người khai", "has an interest in the declarant", "与申报人存在利益关系"),
    "absent": Words("đang nghỉ", "is on leave", "休假中"),
    "unavailable": Words("tạm ngừng nhận việc", "takes no work just now", "暂停接单"),
    "off_shift": Words("không trong ca trực", "is off shift", "不在班"),
    "kept_from": Words("không được giao loại hàng hoặc loại hình này", "is kept from this kind of case", "不得承办此类单证"),
    "skill": Words("không phụ trách lĩnh vực này", "does not do this field", "不负责该领域"),
    "full": Words("đã đủ khối lượng việc", "has a full load", "工作量已满"),
    "rotation": Words("vừa xử lý người khai này", "has just had this declarant", "刚办理过该申报人"),
    "far": Words("thuộc đơn vị khác", "belongs to another unit", "属于其他单位"),
    "keeper": Words("hồ sơ quay lại người đã thụ lý", "the case goes back to who had it", "单证回到原承办人"),
}

REDRAW_WORDS: dict[str, Words] = {
    "waited": Words("Lúc tiếp nhận chưa có ai đủ điều kiện", "Nobody was eligible when it came in", "受理时无符合条件人员"),
    "absent": Words("Người thụ lý trước nghỉ, việc tự trả về", "The officer before is away; his work came back by itself",
                    "原承办人缺勤，任务自动退回"),
    "conflict": Words("Người thụ lý trước có quan hệ lợi ích", "The officer before declared an interest", "原承办人存在利益关系"),
    "reassigned": Words("Hai người đã quyết định giao lại", "Two people decided to draw again", "经两人决定重新派单"),
}

#: what a replay of a day's draws may find, told to whoever looks: codes of one kind share a sentence
FINDING_WORDS: dict[tuple[str, ...], Words] = {
    ("COMMITMENT", "NONCE", "PARTY", "SEED"): Words(
        "Con số bí mật không khớp cam kết, bị thiếu, hoặc hạt giống khác", "A number is not what was committed to, is missing, or the seed is another",
        "秘密数与承诺不符、缺失，或种子不同"),
    ("LATE", "BEACON"): Words(
        "Cam kết không nằm trong nhật ký trước mốc ngẫu nhiên", "A commitment did not stand in the log before the beacon", "承诺未在信标之前载入日志"),
    ("RULE", "ROSTER", "EXCLUDED", "WEIGHTS", "TIER", "LOAD"): Words(
        "Quy tắc, danh sách, khối lượng việc hoặc người đủ điều kiện không như đã chốt",
        "Rule, roster, loads or the eligible are not what was frozen", "规则、名册、工作量或符合条件人员与冻结时不符"),
    ("OFFICER", "TOKEN", "TASK"): Words("Xúc xắc chỉ ra người khác", "The dice say somebody else", "随机结果指向他人"),
    ("GAP", "ORDER", "CLOSING", "LOG"): Words(
        "Một lượt phân công bị thiếu, bị dời hoặc bị cắt", "A draw is missing, moved or cut off", "有派单记录缺失、移动或被截断"),
    ("TWICE", "REDRAW", "STICKY"): Words(
        "Phân công hai lần, phân công lại không có căn cứ, hoặc nộp lại mà giao người khác",
        "Drawn twice, drawn again without ground, or lodged again and given to another", "重复派单、无据重派，或重新申报后交他人"),
    ("CASE", "FOUR_EYES"): Words(
        "Hồ sơ bị đổi, hoặc một người giữ hai phần việc", "The case changed, or one person has two parts", "单证被改动，或一人承担两个环节"),
    ("LOT",): Words("Lượt xem lại lần hai không đúng như xúc xắc", "A second look is not as its dice say", "二次复核与随机结果不符"),
    ("SHAPE",): Words("Tệp không đúng dạng", "The file is not of the right form", "文件格式不正确"),
}

#: for what a leader may ask that a case be drawn again
REASSIGN_REASONS: dict[str, Words] = {
    "overload": Words("Người thụ lý quá tải, có nguy cơ trễ hạn", "The officer is overloaded; the term is in danger", "承办人超负荷，可能逾期"),
    "expertise": Words("Cần chuyên môn khác", "Other expertise is needed", "需要其他专业人员"),
    "complaint": Words("Người khai khiếu nại về việc xử lý", "The trader complains about the handling", "申报人对办理提出投诉"),
    "stalled": Words("Hồ sơ không được xử lý", "The case is not being worked on", "单证未被处理"),
    "interest": Words("Có dấu hiệu quan hệ lợi ích", "Signs of an interest", "存在利益关系迹象"),
    "posting": Words("Điều động công tác", "The officer is posted elsewhere", "岗位调动"),
}

CONFLICT_WORDS: dict[str, Words] = {
    "own_firm": Words("Doanh nghiệp của bản thân", "His own firm", "本人企业"),
    "family": Words("Doanh nghiệp của người thân", "A relative's firm", "亲属企业"),
    "former_work": Words("Từng làm việc tại doanh nghiệp", "Worked there before", "曾在该企业任职"),
    "other": Words("Lý do khác", "Another reason", "其他原因"),
}

ABSENCE_WORDS: dict[str, Words] = {
    "leave": Words("Nghỉ phép", "Leave", "休假"),
    "sick": Words("Nghỉ ốm", "Sick", "病假"),
    "training": Words("Đi học", "Training", "培训"),
    "mission": Words("Công tác", "On a mission", "出差"),
    "other": Words("Lý do khác", "Another reason", "其他"),
}

TIER_WORDS: tuple[Words, ...] = (
    Words("Trong đội, đủ mọi điều kiện", "From the team, all conditions met", "本队内，条件全部符合"),
    Words("Mở rộng ra khu vực vì trong đội không đủ người", "Widened to the region, as the team has too few", "本队人数不足，扩大至关区"),
    Words("Cả khu vực, không xét luân phiên", "The whole region, rotation set aside", "整个关区，不考虑轮换"),
    Words("Cả nước, không xét luân phiên", "The whole country, rotation set aside", "全国，不考虑轮换"),
    Words("Cả nước, không xét luân phiên và khối lượng", "The whole country, rotation and load set aside", "全国，不考虑轮换与工作量"),
)

_CHANCE = Words(
    "Máy gieo số có kiểm chứng giữa {people} người đủ điều kiện; phần của bạn là {share} %, tính theo khối lượng việc lúc đó.",
    "Verifiable dice among {people} eligible officers; your share was {share} %, following the load at that moment.",
    "在{people}名符合条件人员中以可验证随机方式抽取；按当时工作量，您的份额为{share}%。")
_KEEPER = Words(
    "Cùng người khai, phương tiện và hàng hóa đã ở chỗ bạn và bị rút: hồ sơ trở lại đúng người, không gieo lại.",
    "The same declarant, vehicle and goods were with you and were withdrawn: the case returns, no new dice.",
    "同一申报人、运输工具和货物此前由您承办后撤回：单证回到原承办人，不重新抽取。")
_ONLY = Words("Chỉ có bạn đủ điều kiện.", "Only you were eligible.", "仅您符合条件。")
_OTHERS = Words("Không xét {count} người: {why}.", "{count} not considered: {why}.", "未纳入{count}人：{why}。")


def tier_words(number: int, tiers: int) -> Words:
    """What a tier means; rules with other tiers than ours name the last for all beyond."""
    return TIER_WORDS[min(number, tiers - 1, len(TIER_WORDS) - 1)]


def why_me(
    officer: str, weights: Mapping[str, int], excluded: Mapping[str, str], *, tier: int, sticky: bool, language: str, reason: str = "",
) -> list[str]:
    """The sentences that explain a draw to who got it; nobody else is named, only counted."""
    said = [REDRAW_WORDS[reason].say(language) + ("。" if language.startswith("zh") else ".")] if reason else []
    if sticky:
        return [*said, _KEEPER.say(language)]
    total = sum(weights.values())
    if len(weights) == 1:
        said.append(_ONLY.say(language))
    else:
        share = round(100 * weights.get(officer, 0) / total) if total else 0
        said.append(_CHANCE.say(language, {"people": len(weights), "share": share}))
    said.append(tier_words(tier, len(TIER_WORDS)).say(language) + ("。" if language.startswith("zh") else "."))
    for code, count in sorted(Counter(excluded.values()).items(), key=lambda item: (-item[1], item[0])):
        said.append(_OTHERS.say(language, {"count": count, "why": EXCLUDED_WORDS[code].say(language)}))
    return said


def finding_says(code: str) -> Words:
    """What a finding of a replay means."""
    return next((words for codes, words in FINDING_WORDS.items() if code in codes), FINDING_WORDS["SHAPE",])
