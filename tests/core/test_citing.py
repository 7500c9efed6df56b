"""Citations in three languages: numbers and articles never change, no rule is left half Vietnamese."""

import re

import pytest

from thongquan.core import rules
from thongquan.core.citing import cited

DECREE = "Nghị định 08/2015/NĐ-CP (sửa đổi bởi 59/2018/NĐ-CP), Điều 81.2"
NUMBERS = re.compile(r"\d+(?:/\d{4}/[A-ZĐ\d-]+|(?:\.\w|[a-zđ.\d])*)")
VIETNAMESE = re.compile(r"Điều|Nghị định|Thông tư|Luật|sửa đổi|giấy|[ăâơư]\w* \w*[ạảấầẩẫậắằẳẵặ]")


def test_a_decree_in_three_languages() -> None:
    assert cited(DECREE, "vi") == DECREE
    assert cited(DECREE, "en") == "Decree 08/2015/NĐ-CP (amended by 59/2018/NĐ-CP), article 81.2"
    assert cited(DECREE, "zh") == "第08/2015/NĐ-CP号法令（经59/2018/NĐ-CP修订）第81.2条"
    assert cited("Luật Hải quan 54/2014/QH13, Điều 18.2", "zh") == "《海关法》（54/2014/QH13）第18.2条"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", sorted({rule.cites.text for rule in rules.BOOK.rules.values() if rule.steps}))
def test_every_citation_of_the_rulebook_is_said(text: str, language: str) -> None:
    said = cited(text, language)
    assert not VIETNAMESE.search(said), said
    assert NUMBERS.findall(said) == NUMBERS.findall(text)
