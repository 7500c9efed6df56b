"""The decode set: pictures of passes as a bad day shows them, drawn from one seed and never chosen by what decodes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from thongquan.exchange.formats import qr

SEED = 20260125
WIDTH, HEIGHT = 640, 480
SIDES = (340, 220)
STEPS = 9
COPIES = 6
FIRST, LAST = 0x0110 << 832, (0x0120 << 832) - 1


@dataclass(frozen=True)
class Frame:
    """One picture: what spoils it, how much (1 mild … 9 hopeless), the code's side in pixels, what it says."""

    kind: str
    step: int
    side: int
    digits: str
    picture: Image.Image

    @property
    def name(self) -> str:
        """For the list of failures."""
        return f"{self.kind}-{self.step}-{self.side}-{self.digits[-6:]}"


def code(digits: str, side: int) -> Image.Image:
    """The printed code with its quiet zone, this many pixels wide without it."""
    drawn = Image.open(BytesIO(qr.png_bytes(digits, scale=8))).convert("L")
    return drawn.resize((round(side * drawn.width / (8 * qr.SIDE)),) * 2, Image.Resampling.LANCZOS)


def slant(phone: Image.Image, near: float, lean: int) -> Image.Image:
    """The phone turned away on one side: that edge shrinks, the other stays."""
    wide, tall = phone.size
    cut = near * tall / 2
    left, right = (0, cut) if lean > 0 else (cut, 0)
    corners = ((0, left), (wide * (1 - near / 2), right), (wide * (1 - near / 2), tall - right), (0, tall - left))
    return phone.transform(phone.size, Image.Transform.PERSPECTIVE, projection(corners, wide, tall), Image.Resampling.BICUBIC, fillcolor=80)


def projection(corners: tuple[tuple[float, float], ...], wide: int, tall: int) -> tuple[float, ...]:
    """The eight numbers that map these corners back to those of a whole picture (Gauss, 8 by 8)."""
    rows = []
    for (x, y), (u, v) in zip(corners, ((0, 0), (wide, 0), (wide, tall), (0, tall)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for i in range(8):
        pivot = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r in range(8):
            if r != i:
                rows[r] = [a - rows[r][i] * b for a, b in zip(rows[r], rows[i], strict=True)]
    return tuple(row[8] for row in rows)


def scene(digits: str, side: int, dice: random.Random, near: float = 0) -> Image.Image:
    """A camera's frame: asphalt, a phone somewhere in it, held a little crooked, or slanted by `near`."""
    road = Image.frombytes("L", (WIDTH, HEIGHT), dice.randbytes(WIDTH * HEIGHT)).filter(ImageFilter.GaussianBlur(2))
    whole = road.point(lambda level: 70 + level // 5)
    flat = code(digits, side)
    phone = slant(flat, near, dice.choice((-1, 1))) if near else flat
    phone = phone.rotate(dice.uniform(-8, 8), Image.Resampling.BICUBIC, expand=True, fillcolor=80)
    room = max(WIDTH - phone.width, 0), max(HEIGHT - phone.height, 0)
    whole.paste(phone, (dice.randint(0, room[0]), dice.randint(0, room[1]) if room[1] else (HEIGHT - phone.height) // 2))
    return whole


def blur(whole: Image.Image, step: int, dice: random.Random) -> Image.Image:
    """Out of focus, or moving: every other one."""
    if step % 2:
        return whole.filter(ImageFilter.GaussianBlur(0.45 * step))
    moved = whole
    for shift in range(1, step + 1):
        moved = Image.blend(moved, ImageChops.offset(whole, shift, shift // 2), 1 / (shift + 1))
    return moved


def glare(whole: Image.Image, step: int, dice: random.Random) -> Image.Image:
    """The sun in the glass: a white patch that grows."""
    size = 60 + 45 * step
    patch = ImageChops.invert(Image.radial_gradient("L")).resize((size, size)).point(lambda level: min(255, max(0, level - 75) * (step + 6) // 6))
    light = Image.new("L", whole.size)
    light.paste(patch, (dice.randint(0, WIDTH - size // 2) - size // 4, dice.randint(0, HEIGHT - size // 2) - size // 4))
    return ImageChops.screen(whole, light)


def perspective(whole: Image.Image, step: int, dice: random.Random) -> Image.Image:
    """The slant is the scene's own (see `frames`); here only the lens softens it."""
    return whole.filter(ImageFilter.GaussianBlur(0.6))


def rain(whole: Image.Image, step: int, dice: random.Random) -> Image.Image:
    """Streaks and drops before the lens."""
    wet = whole.copy()
    pen = ImageDraw.Draw(wet)
    for _ in range(14 * step):
        x, y, length = dice.randrange(WIDTH), dice.randrange(HEIGHT), dice.randint(8, 30)
        pen.line((x, y, x + length // 5, y + length), fill=dice.randint(150, 230), width=dice.choice((1, 1, 2)))
    for _ in range(2 * step):
        x, y, radius = dice.randrange(WIDTH), dice.randrange(HEIGHT), dice.randint(3, 6 + step)
        drop = wet.crop((x - radius, y - radius, x + radius, y + radius)).filter(ImageFilter.GaussianBlur(radius / 2))
        wet.paste(drop, (x - radius, y - radius))
    return Image.blend(whole, wet, 0.85)


def jpeg(whole: Image.Image, step: int, dice: random.Random) -> Image.Image:
    """Squeezed by a cheap camera."""
    squeezed = BytesIO()
    small = whole.resize((WIDTH * (20 - step) // 20, HEIGHT * (20 - step) // 20), Image.Resampling.BILINEAR)
    small.save(squeezed, "JPEG", quality=max(2, 30 - 3 * step))
    return Image.open(squeezed).convert("L").resize(whole.size, Image.Resampling.BILINEAR)


def low_light(whole: Image.Image, step: int, dice: random.Random) -> Image.Image:
    """Night: hardly any contrast, much noise."""
    dark = whole.point(lambda level: 12 + level * (11 - step) // 16)
    noise = Image.frombytes("L", whole.size, dice.randbytes(WIDTH * HEIGHT))
    return Image.blend(dark, noise, 0.06 + 0.03 * step)


SPOILED = {"blur": blur, "glare": glare, "perspective": perspective, "rain": rain, "jpeg": jpeg, "low light": low_light}


def frames(copies: int = COPIES, seed: int = SEED) -> Iterator[Frame]:
    """Every kind, step and size, so many times: 648 with the usual copies."""
    for kind, spoil in SPOILED.items():
        for step in range(1, STEPS + 1):
            for side in SIDES:
                for copy in range(copies):
                    dice = random.Random(f"{seed}/{kind}/{step}/{side}/{copy}")
                    digits = str(dice.randint(FIRST, LAST))
                    near = 0.06 * step if kind == "perspective" else 0
                    yield Frame(kind, step, side, digits, spoil(scene(digits, side, dice, near), step, dice))


def as_jpeg(picture: Image.Image, quality: int = 92) -> bytes:
    """One frame of a film."""
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def film(path: Path, *codes: str, side: int = 340, each: int = 30, between: int = 10) -> Path:
    """A film for the browser's pretended camera: every code for so many frames, empty road in between."""
    dice = random.Random(SEED)
    parts = []
    for digits in codes:
        parts += [as_jpeg(scene(digits, side, dice))] * each + [as_jpeg(Image.new("L", (WIDTH, HEIGHT), 120))] * between
    path.write_bytes(b"".join(parts))
    return path
