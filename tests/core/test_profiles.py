"""The small language of goods profiles: it reads what it writes, never crashes, is typed, and a list never decides alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.goods_made import a_declaration, declarations
from thongquan.catalog.goods_profiles import DEFAULTS, ORDERS, invented
from thongquan.core.profiles import Profile, ProfileSet
from thongquan.core.profiles_batch import Columns, Past, back_test, list_alone, wilson
from thongquan.core.profiles_check import CODES_A_LIST, is_list, read, types, without_lists
from thongquan.core.profiles_fields import FIELDS, LINE, OPERATORS
from thongquan.core.profiles_language import DEEPEST, And, Compare, LanguageError, ListRef, Not, Or, Quantified, parse, written
from thongquan.core.refusals import explain
from thongquan.core.words import LANGUAGES, Words

WORDS = Words("x", "x", "x")
EXAMPLE = 'hs starts "8517" and origin in ("CN","HK") and unit_value < 3.5 and not trader.grade = 1'
LISTS = {"bad": frozenset({"0100000001", "85171300"}), "shell_firms": frozenset()}

numbers = st.decimals(-1000, 1000, places=2)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@st.composite
def comparisons(draw):
    """A comparison that fits its field, as an officer could write it."""
    name = draw(st.sampled_from(sorted(FIELDS)))
    field = FIELDS[name]
    operator = draw(st.sampled_from(OPERATORS[field.kind]))
    single = numbers if field.kind == "number" else st.booleans() if field.kind == "yes" else st.sampled_from(field.choices) if field.choices else texts
    if operator == "known":
        return Compare(name, operator, draw(st.booleans()))
    if operator == "between":
        return Compare(name, operator, tuple(sorted([draw(numbers), draw(numbers)])))
    if operator == "in" and field.kind in ("code", "entity") and draw(st.booleans()):
        return Compare(name, operator, ListRef(draw(st.sampled_from(sorted(LISTS)))))
    if operator == "in":
        return Compare(name, operator, tuple(draw(st.lists(single, min_size=1, max_size=3))))
    return Compare(name, operator, draw(single))


def joined(inner):
    return st.one_of(
        inner.map(Not), st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))))


lines_only = comparisons().filter(lambda one: FIELDS[one.field].level == LINE)
quantified = st.builds(Quantified, st.sampled_from(["any", "all"]), st.recursive(lines_only, joined, max_leaves=3))
trees = st.recursive(comparisons() | quantified, joined, max_leaves=6)


@given(trees)
def test_what_is_written_is_read_again_as_the_same(tree):
    assert parse(written(tree)) == tree
    assert types(tree) == ()


@given(st.text(max_size=80) | st.lists(st.sampled_from([
    "hs", "and", "or", "not", "(", ")", '"85"', "3.5", "in", "any", "all", "between", "@bad", "is", "known", "=", ",", "lines", "“", "\\"]), max_size=25)
    .map(" ".join))
def test_no_text_whatever_makes_it_fall_over(text):
    reading = read(text)
    assert (reading.tree is None) == bool(reading.wrong)
    for finding in reading.wrong:
        for language in LANGUAGES:
            assert explain(finding.code, finding.values, language).says
        if "column" in finding.values:
            assert finding.values["line"] >= 1 and 1 <= finding.values["column"] <= len(text) + 1


@pytest.mark.parametrize(("text", "code", "column"), [
    ("hs starts", "PRF-01", 10), ('hs = "1" and', "PRF-01", 13), ("valeu < 3", "PRF-03", 1), ("lines < 3 and hs < 3", "PRF-04", 15),
    ('lines = "x"', "PRF-05", 1), ('direction = "UP"', "PRF-06", 1), ("any(lines > 1)", "PRF-07", 1), ('lines > 1 and hs in @nobody', "PRF-12", 15),
    ('lines > 1 ; hs = "1"', "PRF-02", 11), ('hs = "1', "PRF-11", 6), ("perishable = 3", "PRF-05", 1), ("lines between 5 and 2", "PRF-05", 1),
    ('any(any(hs = "1"))', "PRF-07", 5), ("hs contains \"1\"", "PRF-04", 1),
])
def test_an_error_names_its_column(text, code, column):
    reading = read(text, lists=frozenset(LISTS))
    assert [(f.code, f.values["column"]) for f in reading.wrong] == [(code, column)]


def test_the_second_line_is_named_as_such():
    wrong = read('lines > 1\nand valeu < 3').wrong[0]
    assert (wrong.values["line"], wrong.values["column"]) == (2, 5)
    assert "cột 5" in explain(wrong.code, wrong.values, "vi").says and "第2行第5列" in explain(wrong.code, wrong.values, "zh").says


@pytest.mark.parametrize("text", ["(" * (DEEPEST + 1) + "lines > 1" + ")" * (DEEPEST + 1), "not " * 300 + "perishable", "lines > 1 and " * 400 + "lines > 1",
                                  "lines > 1 " + "x" * 5000, f'hs in ({", ".join(["1"] * 300)})'])
def test_what_is_too_long_or_too_deep_is_refused(text):
    assert {f.code for f in read(text).wrong} <= {"PRF-09", "PRF-10"} and read(text).wrong


def test_no_personal_attribute_is_a_fact():
    told = " ".join(f"{name} {field.words.en}".lower() for name, field in FIELDS.items())
    assert not [word for word in ("gender", "sex", "ethnic", "religio", "birth", "nationality of", "age of the person", "person") if word in told.split()]


# ---- a list is never the sole ground ---------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "importer in @bad", "hs in @bad", 'importer = "0100000001"', "not importer in @bad", "lines > 3 or importer in @bad", "any(hs in @bad)",
    "hs in @bad and agent in @bad", "not (lines > 3 and not hs in @bad)",
    "hs in (" + ", ".join(f'"{85171300 + n}"' for n in range(CODES_A_LIST)) + ")",
])
def test_a_list_may_not_stand_alone(text):
    assert [f.code for f in read(text).wrong] == ["PRF-08"]
    assert read(text, ordered=True).wrong == ()  # what law orders, a stop list for example, may


@pytest.mark.parametrize("text", ["importer in @bad and lines > 3", "hs in @bad and (unit_value < 3 or trader.hits > 0)", 'hs in ("85171300", "85171400")',
                                  "not (importer in @bad or lines > 3)"])
def test_beside_another_condition_it_may(text):
    assert read(text).wrong == ()


def stands_on_lists(tree, wanted=True):
    """Whether a tree can come out as `wanted` when every list helps it and nothing else does: worked out by values."""
    match tree:
        case Compare():
            return is_list(tree)
        case Not(part):
            return stands_on_lists(part, not wanted)
        case Quantified(_, part):
            return stands_on_lists(part, wanted)
        case And(parts) | Or(parts):
            each = [stands_on_lists(part, wanted) for part in parts]
            return min(each) if isinstance(tree, And) is wanted else max(each)


@given(trees)
def test_no_tree_however_turned_rests_on_lists_alone(tree):
    refused = any(f.code == "PRF-08" for f in read(written(tree)).wrong)
    assert refused == stands_on_lists(tree)
    if refused:
        assert without_lists(tree) is True  # nothing is left of it


# ---- judging ----------------------------------------------------------------------------------------------


def holds(text, facts, **over):
    return bool(ProfileSet([Profile("T-01", text, "red", WORDS, **over)], LISTS).hits(facts))


def test_the_example_of_the_manual():
    phones = a_declaration(hs="85171300", origin="CN", quantity=100, value=300, grade=3)
    assert holds(EXAMPLE, phones)
    for over in ({"hs": "85044090"}, {"origin": "VN"}, {"value": 400}, {"grade": 1}):
        assert not holds(EXAMPLE, a_declaration(**{"hs": "85171300", "origin": "CN", "quantity": 100, "value": 300, "grade": 3, **over}))


def test_one_and_the_same_line_must_fulfil_the_whole():
    two = a_declaration(lines=[{"hs": "85171300", "origin": "VN"}, {"hs": "10063040", "origin": "CN"}])
    assert not holds('hs starts "8517" and origin = "CN"', two)
    assert holds('any(hs starts "8517") and any(origin = "CN")', two)
    assert holds('all(origin in ("CN", "VN"))', two) and not holds('all(origin = "CN")', two)


def test_an_unknown_fact_fulfils_nothing():
    bare = a_declaration(quantity=None)
    assert not holds("unit_value < 3", bare) and not holds("unit_value != 3", bare)
    assert holds("unit_value is unknown", bare) and not holds("unit_value is known", bare)


def test_accents_and_capitals_do_not_matter():
    assert holds('name contains "ĐIỆN THOẠI" and lines = 1', a_declaration(name="Điện thoại di động"))
    assert holds('name contains "dien thoai" and origin = "cn"', a_declaration(name="Điện thoại di động", origin="CN"))


def test_it_says_on_which_lines():
    three = a_declaration(lines=[{"hs": "85171300"}, {"hs": "10063040"}, {"hs": "85171400"}])
    assert ProfileSet([Profile("T-01", 'hs starts "8517"', "red", WORDS)]).hits(three)[0].lines == (1, 3)


@given(trees, st.lists(declarations(), min_size=1, max_size=4))
def test_history_is_judged_as_each_declaration_is(tree, seen):
    """The back-test by columns and the judging of one declaration never differ."""
    profile = Profile("T-01", written(tree), "red", WORDS)
    one_by_one = {n for n, facts in enumerate(seen) if ProfileSet([profile], LISTS).hits(facts)}
    assert Columns([Past(facts) for facts in seen]).hits(profile.tree, LISTS) == one_by_one


@pytest.mark.parametrize("text", [
    'all(origin = "CN")', 'not any(origin = "CN")', '(any(origin = "CN") or lines > 9) and hs starts "8517"', 'not all(hs starts "85") and origin = "VN"',
    'any(hs starts "8517") and not any(origin = "VN") or hs = "10063040" and all(origin is known)',
])
def test_any_and_all_mean_the_same_on_history(text):
    kinds = [{"hs": hs, "origin": origin} for hs in ("85171300", "10063040") for origin in ("CN", "VN")]
    seen = [a_declaration(lines=[one, two]) for one in kinds for two in kinds]
    profile = Profile("T-01", text, "red", WORDS)
    one_by_one = {n for n, facts in enumerate(seen) if ProfileSet([profile], LISTS).hits(facts)}
    assert Columns([Past(facts) for facts in seen]).hits(profile.tree, LISTS) == one_by_one and 0 < len(one_by_one) < len(seen)


# ---- trying on history ------------------------------------------------------------------------------------


def test_a_trial_counts_hits_findings_and_load():
    seen = [Past(a_declaration(hs="85171300" if n % 4 == 0 else "10063040"), "green", found=(n % 8 == 0) if n % 2 == 0 else None) for n in range(80)]
    tried = back_test([Profile("T-01", 'hs starts "8517"', "red", WORDS)], Columns(seen))[0]
    assert (tried.looked_at, tried.hits, tried.raised, tried.checked, tried.found, tried.busiest) == (80, 20, 20, 20, 10, 20)
    assert tried.rate == 50 and tried.base_rate == 25 and tried.interval[0] < 50 < tried.interval[1]


def test_a_trial_sees_that_the_list_decides_alone():
    """“lines >= 1” holds for everybody: written beside a list it is a fig leaf."""
    seen = [Past(a_declaration(importer=f"01000000{n:02}")) for n in range(40)]
    leaf, real = (back_test([Profile("T-01", text, "red", WORDS)], Columns(seen), LISTS)[0] for text in (
        "importer in @bad and lines >= 1", 'importer in @bad and hs starts "99"'))
    assert list_alone(leaf) and not list_alone(real)


def test_wilson():
    low, high = wilson(10, 100)
    assert 5.4 < low < 5.7 and 17.3 < high < 17.6


def test_the_first_profiles_are_good_ones():
    assert len(DEFAULTS) >= 30 and len(invented(200)) == 200
    for profile in (*DEFAULTS, *invented(200)):
        assert read(profile.text).wrong == (), profile.code
    for order in ORDERS:
        assert read(order.text, ordered=True).wrong == () and order.citation
    assert len({p.code for p in (*DEFAULTS, *ORDERS)}) == len(DEFAULTS) + len(ORDERS)


def test_figures_and_quotes_as_people_paste_them():
    assert parse("hs = “8517”") == parse('hs = "8517"')
    assert parse('name contains "a\\"b\\\\c"').value == 'a"b\\c'
    assert parse("lines < 003.50") == Compare("lines", "<", Decimal("3.5"))
    with pytest.raises(LanguageError):
        parse("")
