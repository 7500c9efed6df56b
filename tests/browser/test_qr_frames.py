"""How many passes are read on a bad day: the decode set, in Python and in the page."""

import base64
import statistics
from collections import Counter
from typing import Any

import zxingcpp

from tests.browser import qr_frames
from tests.browser.gatekit import YARD, ready
from tests.conftest import LONG


def told(frames: list[qr_frames.Frame], read: list[str | None]) -> tuple[dict[int, float], Counter]:
    """The share decoded per size, and what failed."""
    good, every, bad = Counter(), Counter(), Counter()
    for frame, text in zip(frames, read, strict=True):
        assert text in (None, "", frame.digits), f"{frame.name} was read as something else"
        every[frame.side] += 1
        good[frame.side] += text == frame.digits
        bad[f"{frame.kind} {frame.side} step {frame.step}"] += text != frame.digits
    return {side: good[side] / every[side] for side in every}, +bad


def passes_in(found: list[Any]) -> str | None:
    """What the scanner takes at once: 253 digits; a small code that noise made up must be seen twice."""
    return next((code.text for code in found if len(code.text) == 253), None)


def test_the_decode_set_in_python(record_property: Any) -> None:
    frames = list(qr_frames.frames(qr_frames.COPIES if LONG else 1))
    read = [passes_in(zxingcpp.read_barcodes(frame.picture, formats=zxingcpp.BarcodeFormat.QRCode)) for frame in frames]
    rates, failed = told(frames, read)
    print(f"zxing-cpp: {len(frames)} frames, {rates}, failed: {dict(failed)}")
    assert not LONG or len(frames) >= 600
    assert rates[340] >= (0.90 if LONG else 0.80) and rates[220] >= (0.80 if LONG else 0.70), (rates, failed)


def test_the_decode_set_in_the_page(sang: Any) -> None:
    frames = list(qr_frames.frames(2 if LONG else 1))[:: 1 if LONG else 3]
    ready(sang, YARD)
    pictures = ["data:image/jpeg;base64," + base64.b64encode(qr_frames.as_jpeg(frame.picture, 95)).decode() for frame in frames]
    found = sang.evaluate("""async (pictures) => {
      const { decoder } = await import("/static/gate/camera.js"), { decoder: script, wasm } = document.getElementById("mid").dataset;
      const decode = await decoder({ script, wasm }), told = [], times = [];
      for (const source of pictures) {
        const picture = new Image(); picture.src = source; await picture.decode();
        picture.videoWidth = picture.naturalWidth; picture.videoHeight = picture.naturalHeight;
        let text = null;
        for (let look = 0; look < 3 && !text; look++) { const from = performance.now(); text = await decode(picture); times.push(performance.now() - from); }
        told.push(text?.length === 253 ? text : null);
      }
      return { told, times };
    }""", pictures)
    rates, failed = told(frames, found["told"])
    print(f"in the page: {len(frames)} frames, {rates}, median {statistics.median(found['times']):.1f} ms, failed: {dict(failed)}")
    assert rates[340] >= 0.80 and rates[220] >= 0.70, (rates, failed)
