"""The sample of officers' questions: their lots, the views there are, the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from thongquan.core.draw import DIE, below
from thongquan.core.profiles_batch import wilson
from thongquan.core.rule import DatedLaw
from thongquan.core.words import Words

NEEDED, SOUND = "needed", "sound"
#: was it needed?
NEEDS: dict[str, Words] = {
    NEEDED: Words("Cần cho quyết định", "Needed for the decision", "作出决定所必需"),
    "known": Words("Hồ sơ đã có câu trả lời", "The dossier already held the answer", "档案中已有答案"),
    "idle": Words("Không làm thay đổi quyết định", "It could not change the decision", "不影响决定"),
}
#: was it well grounded?
GROUNDS: dict[str, Words] = {
    SOUND: Words("Đúng mục, đúng căn cứ, rõ cần gì", "Right field, right rule, clear need", "项目正确、依据正确、需求明确"),
    "rule": Words("Căn cứ không phải cho mục này", "The rule is not about this field", "依据与该项目不符"),
    "vague": Words("Không rõ người khai phải nộp gì", "The trader cannot tell what is wanted", "申报人无法得知需提供什么"),
}


def lot_of(seed: bytes, question: int) -> int:
    """The number 0…9999 of a question, from the seed of its team's dice on the day it was asked; secret until the epoch is revealed."""
    return below(seed, b"tq-question-1|" + str(question).encode(), DIE)


def share(law: DatedLaw, on: date) -> int:
    """How many of 10,000 questions a supervisor looks at."""
    return int(law.value("question.sample.per_10000", on))


@dataclass(frozen=True)
class Tally:
    """Questions of a team or of one officer: asked, drawn into the sample, judged, and of these needed and well grounded."""

    asked: int = 0
    drawn: int = 0
    judged: int = 0
    needed: int = 0
    sound: int = 0

    def rate(self, good: int) -> tuple[float, float, float] | None:
        """Per cent of the judged with Wilson's interval of 95 %; None before anything was judged."""
        return (100 * good / self.judged, *wilson(good, self.judged)) if self.judged else None

    @property
    def needed_rate(self) -> tuple[float, float, float] | None:
        """The share that was needed."""
        return self.rate(self.needed)

    @property
    def sound_rate(self) -> tuple[float, float, float] | None:
        """The share that was well grounded."""
        return self.rate(self.sound)
