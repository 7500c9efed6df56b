"""A pass drawn as a QR code: version 6, level M, digits only, 41 modules a side."""

from __future__ import annotations

from io import BytesIO

import segno

VERSION, SIDE, QUIET = 6, 41, 4


def matrix(digits: str) -> list[list[bool]]:
    """The modules, dark is true, without the quiet zone. Anything but up to 255 digits raises ValueError."""
    return [[bool(module) for module in row] for row in _code(digits).matrix]


def svg_path(digits: str, quiet: int = QUIET) -> tuple[int, str]:
    """The side in modules with its quiet zone, and the `d` of one filled SVG path over it."""
    runs = []
    for y, row in enumerate(matrix(digits), quiet):
        x = 0
        while x < len(row):
            width = 1
            while row[x] and x + width < len(row) and row[x + width]:
                width += 1
            if row[x]:
                runs.append(f"M{x + quiet} {y}h{width}v1h-{width}z")
            x += width
    return SIDE + 2 * quiet, "".join(runs)


def png_bytes(digits: str, scale: int = 8, quiet: int = QUIET) -> bytes:
    """The code as a PNG of `scale` pixels a module."""
    drawn = BytesIO()
    _code(digits).save(drawn, kind="png", scale=scale, border=quiet)
    return drawn.getvalue()


def _code(digits: str) -> segno.QRCode:
    """Level M and not Q: at equal printed size Q decodes less (measured)."""
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("a pass is digits only")
    try:
        return segno.make_qr(digits, error="m", version=VERSION, mode="numeric", boost_error=False)
    except segno.DataOverflowError as long:
        raise ValueError("more digits than version 6-M holds") from long
