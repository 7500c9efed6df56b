"""Which rate of duty applies: quota, agreement with proof of origin, MFN, ordinary, export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thongquan.core.duty import words
from thongquan.core.duty.law import Agreement, DutyLaw, canonical
from thongquan.core.goods import GoodsFacts, Line
from thongquan.core.refused import Finding
from thongquan.core.tariff import Measure, Preference, Rate, TariffLine
from thongquan.core.traced import Said
from thongquan.core.valuation import DONG

MFN, ORDINARY, IN_QUOTA, OUT_OF_QUOTA, EXPORT, PREFERENTIAL, DECLARED = (
    "mfn", "ordinary", "quota_in", "quota_out", "export", "preferential", "declared")
#: kinds of document that prove origin, besides the forms of the agreements themselves
PROOFS = frozenset({"origin", "co", "c/o", "origin_proof", "certificate_of_origin"})
_ART_5 = "Luật 107/2016/QH13 Điều 5 khoản 3"
_ART_8 = "Luật 107/2016/QH13 Điều 8"
_MEASURES = "Luật 107/2016/QH13 Điều 12 đến Điều 15"
_ABSOLUTE = "Luật 107/2016/QH13 Điều 6 (thuế tuyệt đối)"
_ART_5_1 = "Luật 107/2016/QH13 Điều 5 khoản 1"


@dataclass(frozen=True, slots=True)
class Choice:
    """The rate chosen, from which column, why, and where it is written."""

    rate: Rate
    column: str
    citation: str
    how: tuple[Said, ...] = ()
    code: str = ""
    believed: bool = True


def note(code: str, line: Line, field: str, i: int, /, **values: str) -> Finding:
    """A finding on a field of line `i`; duty findings never block."""
    return Finding(code, f"/lines/{i}/{field}", {"line": str(line.number), **values}, blocks=False)


class Chooser:
    """Chooses the rate of one line and gathers what it found on the way."""

    def __init__(self, facts: GoodsFacts, line: Line, i: int, of: TariffLine, *, law: DutyLaw, on: date) -> None:
        self.facts, self.line, self.i, self.of, self.law, self.on = facts, line, i, of, law, on
        self.findings: list[Finding] = []

    def _note(self, code: str, field: str, /, **values: str) -> None:
        self.findings.append(note(code, self.line, field, self.i, **values))

    def export(self) -> Choice | None:
        """The export duty; None where the code bears none."""
        rate = self.of.export
        if rate is None or rate.zero:
            return None
        return Choice(rate, EXPORT, self.of.citation or _ART_5_1, (Said(words.BY_EXPORT, {"rate": rate}),), believed=self.of.believed)

    def imports(self) -> Choice | None:
        """The import duty: quota first, then the agreement claimed, then MFN or ordinary; None = no usable rate."""
        usual = self._quota() or self._by_origin() or self._declared()
        if not self.line.preference:
            return usual
        return self._claimed(usual) or usual

    def _quota(self) -> Choice | None:
        line, of = self.line, self.of
        if of.quota_in is None and of.quota_out is None:
            if line.quota and not any(row.quota for row in of.preferences):
                self._note("DTY-11", "quota", hs=line.hs)
            return None
        if line.quota and of.quota_in is not None:
            if not line.permits and not self.facts.permits:
                self._note("DTY-20", "quota")
            return Choice(of.quota_in, IN_QUOTA, of.citation or _ART_8, (Said(words.IN_QUOTA, {"rate": of.quota_in}),), believed=of.believed)
        rate = of.quota_out
        if rate is None:
            return None
        return Choice(rate, OUT_OF_QUOTA, of.citation or _ART_8, (Said(words.OUT_OF_QUOTA, {"rate": rate}),), believed=of.believed)

    def _by_origin(self) -> Choice | None:
        """MFN for countries that have it, ordinary for the others and for unknown origin."""
        origin, of = self.line.origin, self.of
        if not origin:
            self._note("DTY-07", "origin")
        without = self.law.parameter("duty.origins_without_mfn", self.on)
        if origin and origin not in str(without.value).split():
            if of.mfn is None:
                return None
            return Choice(of.mfn, MFN, of.citation or _ART_5, (Said(words.BY_MFN, {"origin": origin, "rate": of.mfn}),), believed=of.believed)
        if of.ordinary is not None:
            said = Said(words.BY_ORDINARY, {"origin": origin or "–", "rate": of.ordinary})
            return Choice(of.ordinary, ORDINARY, of.citation or _ART_5, (said,), believed=of.believed)
        if of.mfn is None:
            return None
        factor = self.law.parameter("duty.ordinary.factor", self.on)
        rate = of.mfn.times(Decimal(str(factor.value)))
        said = Said(words.BY_FACTOR, {"factor": Decimal(str(factor.value)), "mfn": of.mfn, "rate": rate})
        return Choice(rate, ORDINARY, factor.citation, (said,), believed=factor.believed or of.believed)

    def _declared(self) -> Choice | None:
        """An amount per unit that the declarant states for goods whose absolute rate no tariff here holds."""
        line = self.line
        if line.absolute_rate is None or not line.absolute_unit:
            return None
        self._note("DTY-21", "absolute_rate", hs=line.hs)
        rate = Rate(amount=line.absolute_rate, currency=line.absolute_currency or DONG, unit=line.absolute_unit)
        return Choice(rate, DECLARED, _ABSOLUTE, (Said(words.BY_DECLARANT, {"rate": rate}),))

    def _claimed(self, usual: Choice | None) -> Choice | None:
        """The rate of the agreement claimed, if the goods may have it; every gap is found."""
        line = self.line
        agreement = self.law.agreement(line.preference, self.on)
        if agreement is None:
            self._note("DTY-03", "preference", agreement=line.preference)
            return None
        row = self._granted(agreement)
        if row is None:
            return None
        if not self._proof(agreement):
            self._note("DTY-05", "preference", form=agreement.proof)
            return None
        if usual is not None and usual.column == MFN and cheaper(usual.rate, row.rate):
            said = Said(words.LOWER_MFN, {"mfn": usual.rate, "agreement": agreement.code, "rate": row.rate})
            return Choice(usual.rate, MFN, usual.citation, (*usual.how, said), believed=usual.believed)
        said = Said(words.BY_AGREEMENT, {"agreement": agreement.code, "origin": line.origin, "form": agreement.proof, "rate": row.rate})
        return Choice(row.rate, PREFERENTIAL, self.of.citation or _ART_5, (said,), agreement.code, self.of.believed)

    def _granted(self, agreement: Agreement) -> Preference | None:
        line = self.line
        rows = [row for row in self.of.preferences if canonical(row.agreement) == canonical(agreement.code) and (line.quota or not row.quota)]
        if not rows:
            self._note("DTY-06", "preference", agreement=agreement.code, hs=line.hs)
            return None
        row = next((row for row in sorted(rows, key=lambda row: not row.quota) if row.reaches(line.origin)), None)
        if row is None or line.origin not in agreement.members:
            self._note("DTY-04", "origin", origin=line.origin or "–", agreement=agreement.code)
            return None
        return row

    def _proof(self, agreement: Agreement) -> bool:
        """Whether the dossier holds a proof of origin: of this form, or of no form told."""
        form = agreement.proof.casefold()
        return any(doc.kind.casefold() in PROOFS or doc.kind.casefold() in (form, f"co_{form}", f"co-{form}") for doc in self.facts.documents)

    def measures(self) -> Iterator[tuple[Measure, Choice]]:
        """The additional duties against these goods: of the company declared, else of all others.

        What the table in force says of a kind stands alone; what is only believed beside it is told and charges nothing.
        """
        standing = [m for m in self.of.measures if m.reaches(self.line.origin, self.on)]
        beside = [m for m in self.law.measures(self.line.hs) if m.reaches(self.line.origin, self.on) and all(m.kind != one.kind for one in standing)]
        for m in beside:
            if m.believed:
                self._note("DTY-23", "additional_code", origin=self.line.origin, code=m.code, rate=str(m.rate))
        if self.line.additional_code and all(m.code != self.line.additional_code for m in (*standing, *beside)):
            self._note("DTY-17", "additional_code", code=self.line.additional_code)
        standing += [m for m in beside if not m.believed]
        for kind in dict.fromkeys(m.kind for m in standing):
            of_kind = [m for m in standing if m.kind == kind]
            own = next((m for m in of_kind if m.code == self.line.additional_code), None)
            measure = own or next((m for m in of_kind if not m.company), None)
            if measure is None:
                continue
            if own is None and len(of_kind) > 1:
                self._note("DTY-16", "additional_code", origin=self.line.origin, measure=words.MEASURES[kind].en)
            yield measure, Choice(measure.rate, kind, measure.citation or _MEASURES, (Said(words.BY_MEASURE, {
                "measure": words.MEASURES[kind], "code": measure.code, "origin": self.line.origin, "rate": measure.rate}),), measure.code, measure.believed)


def cheaper(one: Rate, other: Rate) -> bool:
    """Whether one percentage is surely lower than another (amounts per unit are not compared)."""
    return one.amount is None and other.amount is None and (one.percent or 0) < (other.percent or 0)
