"""Finding a tariff line from what people type: three languages, no accents, half words."""

from __future__ import annotations

import math
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from thongquan.core.search import fold

#: how much a word counts by where it stands: on the line itself, among its everyday words, in the words of its
#: heading, in the texts above it
OWN, EVERYDAY, HEADING, ABOVE = 12, 10, 6, 3
#: a word found only without its accents: typed plainly, or typed with other accents
PLAIN, OTHER_ACCENTS = 0.55, 0.25
#: a word of which only the beginning was typed; one with a letter wrong
BEGUN, MISSPELT = 0.6, 0.45
#: words next to each other as typed; a text that begins with them; a name that is just them, of the line or its heading
TOGETHER, FIRST, NAMED, NAMED_ABOVE = 1.35, 1.2, 2.0, 2.0
#: chapter 98 repeats goods of other chapters for special programmes; it comes after them
SPECIAL, AFTER = "98", 0.5
#: an answer so much weaker than the best is none
WEAKEST = 0.2
#: so many begun words are followed, so many lines looked at closely
BEGINNINGS, CLOSE_LOOK = 40, 200
#: a word in more lines than this share finds nothing by itself beside a rarer one: it only puts in order
COMMON = 0.08
#: a word that so many lines have is whole; no longer words are followed
ENOUGH = 400
LONGEST = 200
#: shorter words are no plurals: gas, bus
LEAST_PLURAL = 5

_RUNS = re.compile(r"[0-9a-z]+|[\u3400-\u9fff]+")
_WORDS = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_CODE = re.compile(r"[0-9][0-9.\s]*")
_RAW = 0x80


@dataclass(frozen=True)
class Entry:
    """One line that may be found: its code and its words in all languages, by where they stand."""

    code: str
    own: str
    everyday: str = ""
    heading: str = ""
    above: str = ""


@dataclass(frozen=True)
class Hit:
    """A line found; a higher score is a better answer."""

    code: str
    score: float


def grams(run: str) -> list[str]:
    """A run of Chinese characters as its pairs; one character alone is itself."""
    return [run] if len(run) == 1 else [run[n:n + 2] for n in range(len(run) - 1)]


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[tuple[str, bool], ...]:
    """The plain words of a text, and of each whether it is written exactly so; then its accented words.

    Chinese is cut into pairs and single characters.
    """
    low = text.lower()
    exact = set(_WORDS.findall(low))
    plain: dict[str, bool] = {}
    for run in _RUNS.findall(fold(low)):
        if _HAN.match(run):
            plain.update(dict.fromkeys((*grams(run), *run), True))
        else:
            plain[run] = run in exact
    accented = {word: True for word in exact if not word.isascii() and not _HAN.search(word)}
    return tuple((plain | accented).items())


class Index:
    """Lines by their words. Built once for an edition; asking it changes nothing."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self.codes: list[str] = []
        self._texts: list[str] = []
        self._headings: list[str] = []
        self._norms: list[float] = []
        for n, entry in enumerate(entries):
            words = self._weighed(entry)
            for token, weight in words.items():
                postings[token].append(n << 8 | weight)
            self.codes.append(entry.code)
            self._texts.append(f"; {_plainly(entry.own)} ; {_plainly(entry.everyday)} ;")
            self._headings.append(f"; {_plainly(entry.heading)} ;")
            self._norms.append((AFTER if entry.code.startswith(SPECIAL) else 1) / (1 + 0.04 * len(entry.own.split())))
        self._postings = dict(postings)
        self._vocabulary = sorted(self._postings)
        self._by_code = sorted((code, n) for n, code in enumerate(self.codes))

    def __len__(self) -> int:
        return len(self.codes)

    @staticmethod
    def _weighed(entry: Entry) -> dict[str, int]:
        """Each word of a line with its best place; the top bit says that it is written exactly so."""
        found: dict[str, int] = {}
        for text, weight in ((entry.above, ABOVE), (entry.heading, HEADING), (entry.everyday, EVERYDAY), (entry.own, OWN)):
            for token, exact in tokens(text):
                if (one := single(token)) != token:
                    found[one] = max(found.get(one, 0) & 0x7F, weight) | _RAW
                found[token] = max(found.get(token, 0) & 0x7F, weight) | (_RAW if exact else found.get(token, 0) & _RAW)
        return found

    def find(self, words: str, *, limit: int = 20) -> list[Hit]:
        """The best lines for these words, best first; a code or its beginning gives its lines in their order."""
        asked = words.strip()[:LONGEST]
        if _CODE.fullmatch(asked):
            return self.under(re.sub(r"\D", "", asked), limit=limit)
        terms = asked_terms(asked)
        if not terms:
            return []
        scores, weights = self._scored(terms)
        best = nlargest(CLOSE_LOOK, scores, key=scores.__getitem__)
        plain = _plainly(asked)
        looked = {n: scores[n] * self._norms[n] * self._closer(n, plain) for n in best}
        order = sorted(looked, key=lambda n: (-looked[n], self.codes[n]))[:limit]
        order = [n for n in order if looked[n] >= WEAKEST * looked[order[0]]]
        whole = weights * OWN * NAMED or 1.0
        return [Hit(self.codes[n], round(looked[n] / whole, 4)) for n in order]

    def under(self, digits: str, *, limit: int = 20) -> list[Hit]:
        """The lines whose code begins so; the exact one scores 1."""
        place = bisect_left(self._by_code, (digits, -1))
        found = []
        for code, _n in self._by_code[place:place + limit]:
            if not code.startswith(digits):
                break
            found.append(Hit(code, round(len(digits) / len(code), 4)))
        return found

    def _scored(self, terms: tuple[str, ...]) -> tuple[dict[int, float], float]:
        """The worth of every line that has one of the words; a line that has more of them is worth far more."""
        sums: defaultdict[int, float] = defaultdict(float)
        shares: defaultdict[int, float] = defaultdict(float)
        common = [term for term in terms if self._held(term) > COMMON * len(self.codes)]
        if len(common) == len(terms):
            common = []
        whole = 0.0
        for place, term in enumerate(terms):
            if term in common:
                continue
            matched, rarity = self._matched(term, last=place == len(terms) - 1)
            whole += rarity
            part, half = ABOVE * 0.5, rarity * 0.5
            for n, weight in matched.items():
                sums[n] += rarity * weight
                shares[n] += rarity if weight > part else half
        if common and not sums:  # nobody knows the rarer words, a brand perhaps: the others find by themselves
            return self._scored(tuple(common))
        if not whole:
            return {}, 0.0
        for term in common:
            whole += self._ordered_by(term, sums, shares)
        return {n: value * (shares[n] / whole) ** 2 for n, value in sums.items()}, whole

    def _held(self, term: str) -> int:
        return len(self._postings.get(fold(term), ()))

    def _ordered_by(self, term: str, sums: dict[int, float], shares: dict[int, float]) -> float:
        """Adds a common word to the lines found already; returns how rare it is."""
        rarity, plain = self._rarity(self._held(term)), f" {fold(term)} "
        if len(sums) > 4 * CLOSE_LOOK:
            keep = set(nlargest(4 * CLOSE_LOOK, sums, key=sums.__getitem__))
            for n in [n for n in sums if n not in keep]:
                del sums[n]
        for n in sums:
            own = plain in self._texts[n]
            sums[n] += rarity * (OWN if own else ABOVE)
            shares[n] += rarity if own or plain in self._headings[n] else rarity * 0.5
        return rarity

    def _matched(self, term: str, *, last: bool) -> tuple[dict[int, float], float]:
        """The lines that have this word, each with its weight, and how rare the word is."""
        found: dict[int, float] = {}
        plain = fold(term)
        accented = plain != term
        if accented:
            self._take(found, term, 1.0)
        self._take(found, plain, 1.0, OTHER_ACCENTS if accented else PLAIN, exact=not accented)
        if (one := single(plain)) != plain:
            self._take(found, one, 1.0)
        rarity = self._rarity(len(found) or 1)
        if (not found or (last and len(found) < ENOUGH)) and len(plain) >= 2 and not _HAN.match(plain):
            for token in self._begun(plain):
                self._take(found, token, BEGUN * len(plain) / len(token))
        if not found and len(plain) >= 4 and not _HAN.match(plain):
            for token in self._misspelt(plain):
                self._take(found, token, MISSPELT)
            if not found:
                self._run_together(found, plain)
        return found, rarity

    def _run_together(self, found: dict[int, float], word: str) -> None:
        """Lines that have both halves of two words typed as one (`caphe`)."""
        for cut in range(2, len(word) - 1):
            halves: tuple[dict[int, float], dict[int, float]] = ({}, {})
            self._take(halves[0], word[:cut], MISSPELT)
            self._take(halves[1], word[cut:], MISSPELT)
            for n in halves[0].keys() & halves[1].keys():
                if f"{word[:cut]} {word[cut:]}" in self._texts[n]:
                    found[n] = max(found.get(n, 0.0), halves[0][n])

    def _take(self, found: dict[int, float], token: str, factor: float, inexact: float | None = None, *, exact: bool = True) -> None:
        """Adds the lines of a token, each at its best."""
        lesser = factor * (1.0 if inexact is None else inexact)
        better = factor if exact else lesser
        get = found.get
        for packed in self._postings.get(token, ()):
            n, weight = packed >> 8, (packed & 0x7F) * (better if packed & _RAW else lesser)
            if weight > get(n, 0.0):
                found[n] = weight

    def _rarity(self, held: int) -> float:
        return math.log(1 + len(self.codes) / held)

    def _begun(self, start: str) -> Iterator[str]:
        """The words that begin so, the shortest of them first."""
        place = bisect_left(self._vocabulary, start)
        end = bisect_left(self._vocabulary, f"{start}\uffff")
        yield from sorted((t for t in self._vocabulary[place:end] if t != start and t.isascii()), key=len)[:BEGINNINGS]

    def _misspelt(self, word: str) -> Iterator[str]:
        """Words with the same first letter that differ by one letter."""
        place, end = bisect_left(self._vocabulary, word[0]), bisect_left(self._vocabulary, f"{word[0]}\uffff")
        yield from (t for t in self._vocabulary[place:end] if abs(len(t) - len(word)) <= 1 and one_apart(t, word))

    def _closer(self, n: int, plain: str) -> float:
        """More for words that stand together as they were typed, most where they are a whole name."""
        text = self._texts[n]
        if f"; {plain} ;" in text:
            return NAMED
        factor = NAMED_ABOVE if f"; {plain} ;" in self._headings[n] else 1.0
        if text.startswith(f"; {plain}"):
            return factor * FIRST * (TOGETHER if " " in plain else 1.0)
        return factor * (TOGETHER if " " in plain and (plain in text or f" {plain} " in self._headings[n]) else 1.0)


@lru_cache(maxsize=4096)
def _plainly(text: str) -> str:
    """Folded words with single blanks; only the signs between names stay."""
    return " ".join(re.findall(r"[0-9a-z]+|[\u3400-\u9fff]+|;", fold(text)))


def asked_terms(words: str) -> tuple[str, ...]:
    """The words of a question, accents kept, each once; Chinese as pairs."""
    found: dict[str, None] = {}
    for word in _WORDS.findall(words.lower()):
        for run in re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff_]+", word):
            found.update(dict.fromkeys(grams(run) if _HAN.match(run) else [run]))
    return tuple(found)


def single(word: str) -> str:
    """An English word without the ending of the plural; any other word as it is (none of Vietnamese ends so)."""
    if len(word) < LEAST_PLURAL or not word.isascii() or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-2] if word.endswith(("shes", "ches", "xes", "oes")) and word != "shoes" else word[:-1]


def one_apart(a: str, b: str) -> bool:
    """Whether one letter changed, added, left out, or two exchanged, make the one word the other."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = next((n for n in range(len(a)) if a[n] != b[n]), len(a))
    swapped = len(a) == len(b) and a[start:start + 2] == b[start:start + 2][::-1] and a[start + 2:] == b[start + 2:]
    return swapped or a[start + (len(a) == len(b)):] == b[start + 1:]


def marked(text: str, words: str) -> list[tuple[str, bool]]:
    """The text in pieces, and of each whether it is one of the words looked for."""
    asked = {fold(term) for term in asked_terms(words)}
    han = {term for term in asked if _HAN.match(term)}
    pieces: list[tuple[str, bool]] = []
    for piece in re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|[\W]+", text):
        pieces.append((piece, fold(piece) in asked))
    if han:
        pieces = _han_marked(text, pieces, han)
    merged: list[tuple[str, bool]] = []
    for piece, hit in pieces:
        if merged and merged[-1][1] == hit:
            merged[-1] = (merged[-1][0] + piece, hit)
        else:
            merged.append((piece, hit))
    return merged


def _han_marked(text: str, pieces: list[tuple[str, bool]], han: set[str]) -> list[tuple[str, bool]]:
    """Marks the characters covered by one of the pairs."""
    covered = {place + step for term in han for place in range(len(text)) if text.startswith(term, place) for step in range(len(term))}
    place, found = 0, []
    for piece, hit in pieces:
        found.append((piece, hit or (place in covered and bool(_HAN.match(piece)))))
        place += len(piece)
    return found
