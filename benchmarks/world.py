"""A made-up destination of any size, the same each time: places in and about real towns.

Names are put together from the syllables and kinds of the seed's real places, texts from their
sentences, so that search meets a real vocabulary. Places come in geohash order: neighbours on
the ground are neighbours on disk.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

SEED_DIR = Path(__file__).resolve().parent.parent / "geo" / "places" / "seed"
SEED = 20261124
WEST, SOUTH, EAST, NORTH = 106.1, 21.35, 107.35, 22.45
IN_TOWN = 0.7  # the share of places that lie about a known one
SPREAD_DEG = 0.02
KINDS = (
    ("Động", "Cave", "洞"), ("Chùa", "Pagoda", "寺"), ("Đền", "Temple", "庙"),
    ("Thác", "Waterfall", "瀑布"), ("Hồ", "Lake", "湖"), ("Núi", "Mount", "山"),
    ("Chợ", "Market", "市场"), ("Bản", "Village", "村"), ("Nhà hàng", "Restaurant", "餐厅"),
    ("Khách sạn", "Hotel", "酒店"), ("Quán cà phê", "Café", "咖啡馆"), ("Đình", "Hall", "亭"),
    ("Thành cổ", "Citadel", "古城"), ("Suối", "Stream", "溪"), ("Homestay", "Homestay", "民宿"),
)  # fmt: skip
HAN = "三青二天安山水龙凤月日金银石云风林花竹松梅兰和平福寿春秋东西南北中上下新古长高明清"
PHRASES = (
    "这里风景优美，四季宜人。", "游客可以品尝当地特色美食。", "从谅山市中心出发约三十分钟车程。",
    "每年春天都会举行传统节日。", "洞内钟乳石千姿百态。", "建议提前预约并带好雨具。",
    "当地岱族和侬族居民热情好客。", "附近有停车场和小卖部。", "最佳游览时间为九月至次年三月。",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One made-up place; names and texts are (vi, en, zh)."""

    number: int
    slug: str
    names: tuple[str, str, str]
    texts: tuple[str, str, str]
    lon: float
    lat: float
    town: int  # index of the seed's place it lies about, or was drawn beside
    category: int  # index into the categories it is filled with
    rank: float


class World:
    """The destination at one size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.chance = random.Random(SEED)

    @cached_property
    def seed(self) -> list[dict[str, Any]]:
        """The real places."""
        places: list[dict[str, Any]] = json.loads((SEED_DIR / "places.json").read_text())
        return places

    @cached_property
    def syllables(self) -> list[str]:
        """The words of the real names."""
        words = {word for place in self.seed for word in place["name_vi"].split()}
        return sorted(word for word in words if word.isalpha() and len(word) > 1)

    def _sentences(self, member: str) -> list[str]:
        texts = (place[member] or "" for place in self.seed)
        return [part.strip(". ") + ". " for text in texts for part in text.split(". ") if part]

    def positions(self) -> list[tuple[float, float, int]]:
        """Where the places lie, lon/lat, and their towns, in geohash order."""
        chance, towns = self.chance, [(p["lon"], p["lat"]) for p in self.seed]
        found = []
        for _ in range(self.size):
            town = int(len(towns) * chance.random() ** 2)
            lon, lat = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
            if chance.random() < IN_TOWN:
                lon = min(EAST, max(WEST, chance.gauss(towns[town][0], SPREAD_DEG)))
                lat = min(NORTH, max(SOUTH, chance.gauss(towns[town][1], SPREAD_DEG)))
            found.append((round(lon, 6), round(lat, 6), town))
        return sorted(found, key=geohash)

    def places(self, categories: int) -> Iterator[Made]:
        """All of them; ``categories`` is how many there are to choose from."""
        positions, chance = self.positions(), self.chance
        syllables = self.syllables
        vi, en = self._sentences("desc_vi"), self._sentences("desc_en")
        for number, (lon, lat, town) in enumerate(positions):
            kind = chance.choice(KINDS)
            words = " ".join(chance.choices(syllables, k=chance.choice((2, 2, 2, 3))))
            yield Made(
                number,
                f"p-{number}",
                (f"{kind[0]} {words}", f"{words} {kind[1]}",
                 "".join(chance.choices(HAN, k=3)) + kind[2]),
                ("".join(chance.choices(vi, k=2)), "".join(chance.choices(en, k=2)),
                 "".join(chance.choices(PHRASES, k=3))),
                lon,
                lat,
                town,
                int(categories * chance.random() ** 2),
                round(chance.betavariate(2, 5), 4),
            )  # fmt: skip


def geohash(position: tuple[float, float, int]) -> int:
    """The bits of lon and lat, one after the other: what sorts by it lies near its neighbours."""
    lon = int((position[0] + 180) / 360 * 0x1FFFFFF)
    lat = int((position[1] + 90) / 180 * 0x1FFFFFF)
    return _spread(lon) << 1 | _spread(lat)


def _spread(value: int) -> int:
    """The bits of a 32-bit number with a gap before each."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        value = (value | value << shift) & mask
    return value
