"""Legal and procedural parameters, each a dated line with its citation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from thongquan.catalog.codes import LISTS, CodeList

#: days of force: Decree 08/2015, its amendment 59/2018, and the first day of this platform
DECREE_08, DECREE_59, HOUSE = date(2015, 3, 15), date(2018, 6, 5), date(2015, 3, 15)
LAW_54 = date(2015, 1, 1)
CIRCULAR_38 = date(2015, 4, 1)
CIRCULAR_81, CIRCULAR_06 = date(2020, 1, 1), date(2024, 3, 15)

_D81_2 = "Điều 26.2.NĐ.3.81 khoản 2"
_D81_4 = "Điều 26.2.NĐ.3.81 khoản 4"
_D81_5 = "Điều 26.2.NĐ.3.81 khoản 5"
_D77A_1 = "Điều 26.2.NĐ.3.77a khoản 1"
_C38_18 = "Điều 26.2.TT.9.18"
_D74_2 = "Điều 26.2.NĐ.3.74 khoản 2"


@dataclass(frozen=True)
class Parameter:
    """One value of one key between two days, inclusive. `believed` marks what no text at hand proves."""

    key: str
    value: Any
    unit: str
    since: date
    citation: str
    until: date = date.max
    believed: bool = False

    def in_force(self, on: date) -> bool:
        return self.since <= on <= self.until


class NoSuchLaw(LookupError):
    """No line of this key is in force on that day."""


class Law:
    """The dated catalogue: ask for a key on a day, get the value or the list of codes of that day."""

    def __init__(self, lines: Iterable[Parameter], lists: Iterable[CodeList] = ()) -> None:
        self.lists: defaultdict[str, list[CodeList]] = defaultdict(list)
        for codes in lists:
            self.lists[codes.key].append(codes)
        by_key: defaultdict[str, list[Parameter]] = defaultdict(list)
        for line in lines:
            by_key[line.key].append(line)
        self.lines = {key: tuple(sorted(of, key=lambda line: line.since)) for key, of in by_key.items()}
        for key, of in self.lines.items():
            if any(before.until >= after.since for before, after in zip(of, of[1:], strict=False)):
                raise ValueError(f"two lines of {key} are in force on one day")

    def parameter(self, key: str, on: date) -> Parameter:
        """The line in force on the day `on`; NoSuchLaw when there is none."""
        for line in self.lines.get(key, ()):
            if line.in_force(on):
                return line
        raise NoSuchLaw(f"{key} on {on}")

    def value(self, key: str, on: date) -> Any:
        """The value in force on the day `on`; for the key of a list, its codes."""
        for codes in self.lists.get(key, ()):
            if codes.in_force(on):
                return codes.codes
        return self.parameter(key, on).value

    def amend(self, line: Parameter) -> None:
        """A later line of a known key: what was in force ends the day before. ValueError when one begins later still."""
        before = self.lines[line.key]
        if before[-1].since >= line.since:
            raise ValueError(f"{line.key} already has a line since {before[-1].since}")
        ended = replace(before[-1], until=min(before[-1].until, line.since - timedelta(days=1)))
        self.lines[line.key] = (*before[:-1], ended, line)

    def on(self, day: date) -> tuple[Parameter, ...]:
        """All parameters of a day, for the page that shows the law in force."""
        return tuple(line for of in self.lines.values() for line in of if line.in_force(day))


def _believed(key: str, value: Any, unit: str, why: str, since: date = HOUSE) -> Parameter:
    return Parameter(key, value, unit, since, why, believed=True)


PARAMETERS: tuple[Parameter, ...] = (
    # border-area delivery, art. 81; its hours as amended in 2018
    Parameter("border_delivery.hours_road", 48, "hour", DECREE_59, _D81_2),
    Parameter("border_delivery.hours_waterway", 72, "hour", DECREE_59, _D81_2),
    Parameter("border_delivery.extension_hours", 48, "hour", DECREE_08, _D81_4),
    _believed("border_delivery.extensions", 1, "time", "believed: art. 81.4 speaks of one extension"),
    Parameter("fixed_route.days", 30, "day", DECREE_08, _D77A_1),
    Parameter("resident.days", 365, "day", DECREE_08, _D81_5),
    _believed("resident.renewal.days", 30, "day", "house setting: renewal opens a month before the end"),
    _believed("permit.default_days", 30, "day", "house setting: due back when neither return nor permit end is known"),
    Parameter("treaty.countries", "VN CN LA KH TH MM", "country codes", DECREE_08, _D74_2),
    # declaring
    _believed("declare.ahead.days", 30, "day", "house setting: booking up to 30 days ahead"),
    _believed("declare.grace.minutes", 120, "minute", "house setting: a vehicle already at the gate declares for now"),
    _believed("gate.closing.minutes", 30, "minute", "house setting: warned when arriving this close to closing"),
    _believed("drivers.most", 5, "person", "VNACCS TIR/TOR: five rows of drivers"),
    _believed("corrections.most", 9, "time", "VNACCS TIR/TOR: at most nine corrections"),
    _believed("container.seals.most", 6, "seal", "VNACCS TIR/TOR: SL1 to SL6"),
    _believed("rig.trailers.most", 2, "trailer", "road practice: one tractor, two trailers"),
    _believed("rig.containers.most", 2, "container", "road practice: two 20-foot boxes on a trailer"),
    _believed("border_pass.days", 365, "day", "believed: usual validity of a border pass"),
    _believed("craft.draft.metres", 6, "metre", "believed: deepest inland craft of the border rivers"),
    _believed("craft.deadweight.tonnes", 10000, "tonne", "believed: largest inland craft"),
    # the desk; Customs Law art. 23 counts working hours from a complete dossier
    Parameter("desk.answer.hours", 2, "working hour", LAW_54, "Điều 26.2.LQ.23 khoản 2"),
    _believed("request.rounds", 3, "round", "house setting: at most three rounds of questions"),
    _believed("request.answer.hours", 24, "hour", "house setting: time to answer a question"),
    _believed("accepted.validity.hours", 72, "hour", "house setting: accepted but never arrived"),
    # the pass and the road
    _believed("pass.early.hours", 12, "hour", "house setting: a pass opens this long before the planned time"),
    _believed("pass.return_grace.days", 30, "day", "house setting: a late return is still read, and judged as late"),
    _believed("reminder.before.hours", 6, "hour", "house setting: reminder before the vehicle is due back"),
    _believed("reminder.permit.hours", 48, "hour", "house setting: reminder before a permit vehicle is due back"),
    # the goods declaration itself; Circular 38/2015 as amended by 39/2018
    Parameter("goods.lines.most", 50, "line", CIRCULAR_38, f"{_C38_18} khoản 2"),
    Parameter("goods.decimals.quantity", 2, "decimal", CIRCULAR_38, f"{_C38_18} khoản 5"),
    Parameter("goods.decimals.value", 4, "decimal", CIRCULAR_38, f"{_C38_18} khoản 5"),
    Parameter("goods.decimals.price", 6, "decimal", CIRCULAR_38, f"{_C38_18} khoản 5"),
    Parameter("goods.arrived.days", 30, "day", CIRCULAR_38, f"{_C38_18} khoản 8"),
    Parameter("goods.departure.hours", 4, "hour", CIRCULAR_38, f"{_C38_18} khoản 8"),
    Parameter("goods.draft.days", 7, "day", CIRCULAR_38, f"{_C38_18} khoản 6"),
    Parameter("goods.amend.free_days", 60, "day", LAW_54, "Điều 26.2.LQ.29 khoản 4"),
    _believed("goods.name.letters", 12, "letter", "house setting: a description shorter than this is called vague"),
    _believed("goods.box.kg", 32500, "kg", "believed: the heaviest laden container on the road"),
    _believed("goods.invoice.days", 365, "day", "house setting: an older invoice is asked about"),
    # goods: clocks of Customs Law arts 25, 32, 36 and Circular 38/2015
    _believed("goods.answer.days", 5, "working day", "Circular 38/2015 art. 19: five working days to supplement after the request"),
    _believed("question.sample.per_10000", 1_000, "per 10,000", "house setting: one question in ten is looked at by a supervisor"),
    _believed("goods.lapse.days", 15, "day", "Circular 38/2015 art. 22: registered and nothing done in fifteen days"),
    _believed("goods.hold.hours", 24, "hour", "house setting: the longest hold before the head is called"),
    _believed("goods.countersign.value", 20_000_000_000, "dong", "house setting: a decision on more than this is countersigned"),
    _believed("goods.price.band", 30, "per cent", "house setting: a price of a unit further than this from what is known is shown as a difference"),
    _believed("goods.release.days", 30, "day", "Customs Law art. 36: tax within thirty days of the release"),
    _believed("payment.days", 30, "day", "Law on tax administration art. 55: imports before clearance, at most thirty days under guarantee"),
    _believed("inspection.hold.hours", 8, "hour", "house setting: goods that wait longer after their appointment, or after they were shown, are escalated"),
    _believed("inspection.measure.percent", 1, "%", "house setting: goods weighed or measured further than this from what is declared differ"),
    _believed("inspection.count.percent", 0, "%", "house setting: goods counted further than this from what is declared differ"),
    _believed("inspection.reschedules", 2, "time", "house setting: the declarant moves an appointment at most twice"),
    _believed("review.days", 60, "day", "house setting: phúc tập within sixty days of clearance"),
    _believed("review.random.per_10000", 50, "per 10,000", "house setting: 0.5 % of cleared declarations at random"),
    _believed("review.band.high", 60, "%", "house setting: from this chance of a finding on, what was cleared is of high risk"),
    _believed("review.band.medium", 30, "%", "house setting: from this chance of a finding on, what was cleared is of medium risk"),
    _believed("review.share.high.per_10000", 10_000, "per 10,000", "house setting: all that is green and of high risk is reviewed"),
    _believed("review.share.medium.per_10000", 1_000, "per 10,000", "house setting: a tenth of what is green and of medium risk is reviewed"),
    _believed("review.blind.per_10000", 500, "per 10,000", "house setting: one review in twenty is done twice, blindly"),
    _believed("review.answer.days", 5, "day", "house setting: days to hand in what a review asks for"),
    _believed("review.amend.days", 10, "day", "house setting: days to amend and to pay the difference after a review"),
    _believed("review.sister.days", 365, "day", "house setting: sister declarations are looked for one year back"),
    _believed("review.sister.price_percent", 10, "%", "house setting: unit prices so close to the one found wrong make a pattern"),
    # work on a goods declaration; Customs Law art. 23
    Parameter("assignment.dossier.hours", 2, "working hour", LAW_54, "Điều 26.2.LQ.23 khoản 2"),
    Parameter("assignment.inspection.hours", 8, "working hour", LAW_54, "Điều 26.2.LQ.23 khoản 2"),
    _believed("assignment.review.days", 60, "day", "house setting: a dossier is reviewed within 60 days of clearance"),
    # the channel of goods: uniform draw in ten-thousandths of declarations, shares of the inspection budget
    _believed("selection.random.red", 50, "per 10,000", "house setting: at least 0.5 % of all declarations are inspected at random"),
    _believed("selection.random.yellow", 50, "per 10,000", "house setting: 0.5 % of all dossiers are checked at random"),
    _believed("selection.random.review", 50, "per 10,000", "house setting: 0.5 % are reviewed at random after clearance"),
    _believed("selection.random.budget_percent", 10, "%", "house setting: a tenth of the inspection budget is drawn at random"),
    _believed("selection.random.budget_percent_drift", 20, "%", "house setting: a fifth of it while the model drifts"),
    _believed("selection.profile.days", 90, "day", "house setting: a profile ends after 90 days unless renewed"),
    _believed("selection.history.days", 90, "day", "house setting: how far back a profile is tried before it selects"),
    _believed("selection.suspend.after", 200, "selection", "house setting: a profile below half the usual hit rate is suspended after so many"),
    _believed("risk.model.days", 45, "day", "house setting: an older risk model judges no more, rules alone select"),
    _believed("risk.trial.days", 30, "day", "house setting: a risk model is tried on so many days before two people promote it"),
    _believed("risk.training.months", 24, "month", "house setting: a risk model learns from so many months"),
    _believed("gate.weight.percent", 5, "%", "house setting: a load further than this from what is declared is off; scales and packing explain less"),
    # compliance of declarants, Circular 81/2019 arts 10-12 as amended in 2024; the annexes are not at hand
    Parameter("compliance.days", 365, "day", CIRCULAR_06, "Điều 26.2.TT.26.10"),
    Parameter("compliance.rise_days", 365, "day", CIRCULAR_81, "Điều 26.2.TT.26.12 khoản 1"),
    _believed("compliance.level2.declarations", 100, "declaration", "believed: annex II asks for steady activity"),
    _believed("compliance.level2.error_permille", 5, "per 1,000", "believed: annex II bounds the share of violations"),
    _believed("compliance.level3.declarations", 20, "declaration", "believed: annex III"),
    _believed("compliance.level3.error_permille", 20, "per 1,000", "believed: annex III bounds the share of violations"),
    _believed("compliance.level5.violations", 3, "time", "believed: annex V, repeated violations"),
    _believed("compliance.level5.overdue_days", 90, "day", "believed: annex V, tax overdue for longer"),
    # uploads
    _believed("upload.most_bytes", 10 * 1024 * 1024, "byte", "house setting"),
    _believed("upload.most_pages", 50, "page", "house setting"),
)

LAW = Law(PARAMETERS, LISTS)
