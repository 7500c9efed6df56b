"""Builds our font files from the published ones (fonttools + brotli; run by tools/vendor.sh)."""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

#: Latin and Vietnamese exactly as the web package splits them, joined into one file per weight
WEB = (
    "0020-007E,00A0-00FF,0131,02C6,02DA,02DC,2000-206F,20AC,2122,2212,"
    "0102-0103,0110-0111,0128-0129,0168-0169,01A0-01A1,01AF-01B0,"
    "0300-0301,0303-0304,0308-0309,0323,0329,1EA0-1EF9,20AB"
)
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def on_one_advance(font, digits):
    """Give `font` the ten digits of `digits` under new names, so that no kerning moves them."""
    order = font.getGlyphOrder()
    for number, name in enumerate(DIGITS):
        own = f"{name}.even"
        font["glyf"].glyphs[own] = digits["glyf"][name]
        font["hmtx"][own] = digits["hmtx"][name]
        order.append(own)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[0x30 + number] = own
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["maxp"].numGlyphs = len(order)


def for_the_web(source, digits, target):
    """One woff2 per weight: Latin, Vietnamese and digits that align in columns."""
    font = TTFont(source, recalcTimestamp=False)
    on_one_advance(font, TTFont(digits))
    wishes = subset.Options(flavor="woff2", layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "liga"])
    cutter = subset.Subsetter(wishes)
    cutter.populate(unicodes=subset.parse_unicodes(WEB))
    cutter.subset(font)
    subset.save_font(font, target, wishes)


def for_paper(source, target):
    """A TrueType file that a PDF may carry, from a compressed web font."""
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    font.save(target)


if __name__ == "__main__":
    kind, *files = sys.argv[1:]
    Path(files[-1]).parent.mkdir(parents=True, exist_ok=True)
    {"web": for_the_web, "paper": for_paper}[kind](*files)
