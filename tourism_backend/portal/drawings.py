"""The site's mark and the pictures that stand beside a shared link, drawn from a few numbers.

``manage.py draw_pictures`` writes them into the static files; a test holds that what lies there
is what is drawn here. Lengths are in units of each drawing's own sheet.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

Point = tuple[float, float]

_TOKEN = re.compile(r"([MCSVHZ])|(-?\d+(?:\.\d+)?)")
SMOOTH = 16  # straight pieces a curve is drawn with
OVERSAMPLED = 3


@dataclass(frozen=True)
class Shape:
    """A filled path, in the absolute commands M, C, S, V, H and Z of SVG."""

    path: str
    fill: str


MARK_SIZE = 64
_GROUND = "#0f766e"
_PETAL = "C-6 -5 -6.5 -13 0 -14C6.5 -13 6 -5 0 0Z"
MARK = (
    Shape("M0 47C5 46 7 30 12 29S19 41 23 41S30 20 37 19S46 42 51 42S58 35 64 37V64H0Z", "#58ad9f"),
    Shape("M0 55C7 53 9 40 16 40S26 53 32 52S42 37 49 37S58 51 64 50V64H0Z", "#f2f8f5"),
)
_BLOSSOM = (20.0, 20.0)  # its middle on the mark's sheet
_PINK, _HEART = "#f7b6c2", "#b03024"


def mark_svg(*, corner: int = 15) -> str:
    """The mark as SVG; pages use its ``#mark``."""
    hills = "".join(f'<path d="{shape.path}" fill="{shape.fill}"/>' for shape in MARK)
    petals = "".join(
        f'<path d="M0 0{_PETAL}" transform="rotate({angle})"/>' for angle in range(0, 360, 72)
    )
    x, y = _BLOSSOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {MARK_SIZE} {MARK_SIZE}">'
        f'<clipPath id="edge"><rect width="{MARK_SIZE}" height="{MARK_SIZE}" rx="{corner}"/>'
        f'</clipPath><g id="mark" clip-path="url(#edge)"><path d="M0 0H64V64H0Z" fill="{_GROUND}"/>'
        f'<g transform="translate({x:g} {y:g})" fill="{_PINK}">{petals}'
        f'<circle r="3" fill="{_HEART}"/></g>{hills}</g></svg>\n'
    )


def mark_png(size: int, *, corner: float = 15, inset: float = 0) -> Image.Image:
    """The mark as a picture of ``size`` pixels; ``inset`` is room for a mask, of 64."""
    sheet = Image.new("RGBA", (size * OVERSAMPLED,) * 2, _GROUND if inset else (0, 0, 0, 0))
    draw = ImageDraw.Draw(sheet)
    scale = size * OVERSAMPLED / (MARK_SIZE + 2 * inset)

    def place(points: Sequence[Point]) -> list[Point]:
        return [((x + inset) * scale, (y + inset) * scale) for x, y in points]

    draw.rectangle((0, 0, sheet.width, sheet.height), fill=_GROUND)
    for petal in _petals(*_BLOSSOM, 1.0):
        draw.polygon(place(petal), fill=_PINK)
    (left, top), (right, bottom) = place([(17, 17), (23, 23)])
    draw.ellipse((left, top, right, bottom), fill=_HEART)
    for shape in MARK:
        wide = [(x if 0 < x < 64 else x * 3 - 64, y if y < 64 else 90) for x, y in flat(shape.path)]
        draw.polygon(place(wide if inset else flat(shape.path)), fill=shape.fill)
    if not inset:
        mask = Image.new("L", sheet.size)
        ImageDraw.Draw(mask).rounded_rectangle(
            (0, 0, sheet.width - 1, sheet.height - 1), corner * scale, fill=255
        )
        sheet.putalpha(mask)
    return sheet.resize((size, size), Image.Resampling.LANCZOS)


def flat(path: str) -> list[Point]:
    """A path as the corners of a polygon."""
    points: list[Point] = []
    handle: Point | None = None
    for command, numbers in _commands(path):
        x, y = points[-1] if points else (0.0, 0.0)
        if command == "M":
            points.append((numbers[0], numbers[1]))
        elif command == "H":
            points.append((numbers[0], y))
        elif command == "V":
            points.append((x, numbers[0]))
        elif command in "CS":
            pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
            step = 3 if command == "C" else 2
            for i in range(0, len(pairs), step):
                start = points[-1]
                first = pairs[i] if command == "C" else _mirrored(handle, start)
                second, end = pairs[i + step - 2], pairs[i + step - 1]
                points += _curve(start, first, second, end)
                handle = second
            continue
        handle = None
    return points


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    command, numbers = "", list[float]()
    for letter, number in _TOKEN.findall(path):
        if letter:
            if command:
                yield command, numbers
            command, numbers = letter, []
        else:
            numbers.append(float(number))
    if command:
        yield command, numbers


def _mirrored(handle: Point | None, about: Point) -> Point:
    return (2 * about[0] - handle[0], 2 * about[1] - handle[1]) if handle else about


def _curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    points = []
    for n in range(1, SMOOTH + 1):
        t, u = n / SMOOTH, 1 - n / SMOOTH
        weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
        points.append(
            (
                sum(w * p[0] for w, p in zip(weights, (a, b, c, d), strict=True)),
                sum(w * p[1] for w, p in zip(weights, (a, b, c, d), strict=True)),
            )
        )
    return points


def _petals(x: float, y: float, scale: float, turn: int = 0) -> Iterator[list[Point]]:
    """The five petals of a peach blossom."""
    petal = flat(f"M0 0{_PETAL}")
    for angle in range(turn, turn + 360, 72):
        yield [(x + px * scale, y + py * scale) for px, py in _turned(petal, angle)]


def _turned(points: Sequence[Point], degrees: float) -> list[Point]:
    turn = complex(0, 1) ** (degrees / 90)
    turned = [complex(x, y) * turn for x, y in points]
    return [(z.real, z.imag) for z in turned]


# --- pictures for shared links

SHARED = (1200, 630)
# A mood: sky above and below, the sun, hills from far to near.
MOODS = {
    "noon": ("#9fd0e0", "#eef5e6", "#fffbe6", "#9cc7b8", "#6aa58f", "#3f7d66", "#1f4f41"),
    "dawn": ("#8fb8d8", "#fbe3cf", "#fff3d6", "#9cc0bd", "#5f958e", "#356f69", "#17423d"),
    "dusk": ("#6f7ab0", "#f6c3b0", "#ffdfb0", "#958bac", "#6c6d90", "#454d6e", "#252e4a"),
    "blossom": ("#b6c9e6", "#fde4e6", "#fff1e0", "#b9a3b3", "#8d869b", "#587079", "#2c4a49"),
}


def shared_png(mood: str) -> Image.Image:
    """The picture of a mood: karst hills in four layers, a sun, blossoms."""
    top, bottom, sun, *hills = MOODS[mood]
    width, height = (side * 2 for side in SHARED)
    sheet = _sky(width, height, top, bottom)
    draw = ImageDraw.Draw(sheet, "RGBA")
    for radius, alpha in ((300, 70), (170, 255)):
        box = (1640 - radius, 420 - radius, 1640 + radius, 420 + radius)
        draw.ellipse(box, fill=(*_rgb(sun), alpha))
    chance = random.Random(f"{mood} 3")  # noqa: S311  hills, not secrets
    for layer, colour in enumerate(hills):
        draw.polygon(_ridge(chance, layer, width, height), fill=colour)
    for branch in _BRANCHES:
        draw.line(flat(branch), fill="#5f4438", width=14, joint="curve")
    for x, y, scale in _FLOWERS:
        for petal in _petals(x, y, scale, turn=round(x) % 72):
            draw.polygon(petal, fill=_PINK)
        draw.ellipse((x - 3 * scale, y - 3 * scale, x + 3 * scale, y + 3 * scale), fill=_HEART)
    return sheet.convert("RGB").resize(SHARED, Image.Resampling.LANCZOS)


_BRANCHES = (
    "M-20 90C120 150 230 120 360 190S560 230 690 330",
    "M210 126C270 220 280 300 380 380",
    "M430 214C500 200 540 130 610 110",
)
_FLOWERS = (
    *((80, 120, 3.6), (230, 126, 4.4), (360, 190, 3.4), (510, 240, 4.6), (690, 330, 3.8)),
    *((270, 240, 3.2), (380, 380, 4.2), (540, 140, 3.0), (612, 108, 3.8), (330, 330, 2.6)),
)


def _sky(width: int, height: int, top: str, bottom: str) -> Image.Image:
    column = Image.new("RGB", (1, height))
    above, below = _rgb(top), _rgb(bottom)
    for y in range(height):
        share = min(1.0, y / (height * 0.75))
        mixed = [round(a + (b - a) * share) for a, b in zip(above, below, strict=True)]
        column.putpixel((0, y), (mixed[0], mixed[1], mixed[2]))
    return column.resize((width, height))


def _ridge(chance: random.Random, layer: int, width: int, height: int) -> list[Point]:
    """One layer of limestone towers, its ground included."""
    base = height * (0.62 + 0.105 * layer)
    path, x = f"M-80 {height}V{base:.0f}", -80.0
    while x < width + 80:
        wide = chance.uniform(150, 330) * (1 + 0.35 * layer)
        high = chance.uniform(110, 380) / (1 + 0.42 * layer)
        peak = base - high
        path += (
            f"C{x + wide * 0.24:.0f} {base - high * 0.05:.0f} {x + wide * 0.2:.0f} {peak:.0f}"
            f" {x + wide * 0.46:.0f} {peak:.0f}"
            f"S{x + wide * 0.72:.0f} {base - high * 0.1:.0f} {x + wide:.0f} {base:.0f}"
        )
        x += wide
    return flat(f"{path}V{height}Z")


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
