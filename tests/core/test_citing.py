"""Citations in three languages: numbers and articles never change, no rule is left half Vietnamese."""

import re

import pytest

from thongquan.catalog.tax_law import TAX_LAW
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


@pytest.mark.parametrize(("text", "english", "chinese"), [
    ("Luật 107/2016/QH13 Điều 5 khoản 3", "Law 107/2016/QH13, article 5, clause 3", "第107/2016/QH13号法律第5条第3款"),
    ("Luật 107/2016/QH13 Điều 12 đến Điều 15", "Law 107/2016/QH13, articles 12 to 15", "第107/2016/QH13号法律第12至15条"),
    ("Luật thuế giá trị gia tăng 48/2024/QH15 Điều 9", "Value Added Tax Law 48/2024/QH15, article 9", "《增值税法》（48/2024/QH15）第9条"),
    ("Nghị quyết 204/2025/QH15, Nghị định 174/2025/NĐ-CP", "Resolution 204/2025/QH15, Decree 174/2025/NĐ-CP", "第204/2025/QH15号决议, 第174/2025/NĐ-CP号法令"),
    ("Quyết định 1357/QĐ-TCHQ, bảng mã loại hình", "Decision 1357/QĐ-TCHQ, codes of declaration types", "第1357/QĐ-TCHQ号决定，贸易方式代码表"),
])
def test_what_a_duty_statement_cites_is_said_whole(text: str, english: str, chinese: str) -> None:
    assert (cited(text, "en"), cited(text, "zh")) == (english, chinese)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", sorted({line.citation for lines in TAX_LAW.lines.values() for line in lines if "QH1" in line.citation}))
def test_every_tax_law_is_said_in_the_readers_language(text: str, language: str) -> None:
    assert not re.search(r"khoản|Nghị quyết|thuế|đến|Điều|Luật", cited(text, language))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("text", sorted({rule.cites.text for rule in rules.BOOK.rules.values() if rule.steps}))
def test_every_citation_of_the_rulebook_is_said(text: str, language: str) -> None:
    said = cited(text, language)
    assert not VIETNAMESE.search(said), said
    assert NUMBERS.findall(said) == NUMBERS.findall(text)
