"""Lunar dates in words: as Vietnamese, Chinese and English say them, in figures elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from content.events import lunar

Day = Mapping[str, Any]  # year, month, day, leap

VI_MONTHS = (
    *("Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười"),
    *("Mười một", "Chạp"),
)
HAN = "〇一二三四五六七八九十"
HAN_MONTHS = (
    *("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月"),
    *("十一月", "腊月"),
)
ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def _vi(part: str, day: Day) -> str:
    if part == "day":
        return f"mồng {day['day']}" if day["day"] <= 10 else f"ngày {day['day']}"
    if part == "month":
        return f"tháng {VI_MONTHS[day['month'] - 1]}{' nhuận' if day['leap'] else ''}"
    return f"năm {lunar.year_name(day['year'])}"


def _zh(part: str, day: Day) -> str:
    if part == "day":
        return _han_day(day["day"])
    if part == "month":
        return f"{'闰' if day['leap'] else ''}{HAN_MONTHS[day['month'] - 1]}"
    return f"{lunar.year_name_han(day['year'])}年"


def _han_day(day: int) -> str:
    if day <= 10:
        return f"初{HAN[day]}"
    if day in (20, 30):
        return f"{HAN[day // 10]}十"
    return f"{('十', '廿')[day // 10 - 1]}{HAN[day % 10]}"


def _en(part: str, day: Day) -> str:
    if part == "day":
        return ordinal(day["day"])
    if part == "month":
        return f"{'leap ' if day['leap'] else ''}{ordinal(day['month'])} lunar month"
    return str(day["year"])


def ordinal(number: int) -> str:
    """``22nd``"""
    ending = "th" if 10 <= number % 100 <= 20 else ORDINALS.get(number % 10, "th")
    return f"{number}{ending}"


def _compose_vi(first: Day | None, last: Day, *, year: bool) -> str:
    shown = f"{_vi('day', last)} {_vi('month', last)}"
    if first is not None:
        same = _month_of(first) == _month_of(last)
        begins = _vi("day", first) + ("" if same else f" {_vi('month', first)}")
        if year and first["year"] != last["year"]:
            begins += f" {_vi('year', first)}"
        # "ngày 22 – 27", but "mồng 1 – ngày 30".
        alike = same and (first["day"] <= 10) == (last["day"] <= 10)
        shown = f"{begins} – {shown.partition(' ')[2] if alike else shown}"
    return f"{shown} {_vi('year', last)}" if year else shown


def _compose_zh(first: Day | None, last: Day, *, year: bool) -> str:
    shown = f"{_zh('month', last)}{_zh('day', last)}"
    if first is not None:
        same = _month_of(first) == _month_of(last)
        if year and first["year"] != last["year"]:
            shown = f"{_zh('year', last)}{shown}"
        shown = f"{_zh('month', first)}{_zh('day', first)}至{_zh('day', last) if same else shown}"
    return f"{_zh('year', first or last)}{shown}" if year else shown


def _compose_en(first: Day | None, last: Day, *, year: bool) -> str:
    shown = f"{_en('day', last)} of the {_en('month', last)}"
    if first is not None:
        same = _month_of(first) == _month_of(last)
        begins = _en("day", first) + ("" if same else f" of the {_en('month', first)}")
        if year and first["year"] != last["year"]:
            begins += f", {_en('year', first)}"
        shown = f"{begins} – {shown}"
    return f"{shown}, {_en('year', last)}" if year else shown


def _compose_figures(first: Day | None, last: Day, *, year: bool) -> str:
    shown = figures(last) + (f"/{last['year']}" if year else "")
    if first is None:
        return shown
    begins = figures(first)
    if year and first["year"] != last["year"]:
        begins += f"/{first['year']}"
    return f"{begins} – {shown}"


COMPOSERS: dict[str, Callable[..., str]] = {
    "vi": _compose_vi,
    "en": _compose_en,
    "zh-hans": _compose_zh,
}


def _month_of(day: Day) -> tuple[int, int, bool]:
    return day["year"], day["month"], day["leap"]


def figures(day: Day) -> str:
    """``22/1``; a leap month is marked by an asterisk."""
    return f"{day['day']}/{day['month']}{'*' if day['leap'] else ''}"


def span(first: Day, last: Day, *, year: bool = True) -> str:
    """From one lunar date to another, in the page's language."""
    compose = COMPOSERS.get(get_language() or "", _compose_figures)
    return compose(None if dict(first) == dict(last) else first, last, year=year)


def month(day: Day) -> str:
    """The month of a lunar date."""
    names = {"vi": _vi, "en": _en, "zh-hans": _zh}
    return names.get(get_language() or "", _en)("month", day)


def year(number: int) -> str:
    """The name of a lunar year, with its number: ``Đinh Mùi (2027)``."""
    if get_language() == "zh-hans":
        return f"{lunar.year_name_han(number)}年（{number}）"
    # Translators: a lunar year by its name and number, such as Đinh Mùi (2027).
    return _("Year %(name)s (%(number)d)") % {"name": lunar.year_name(number), "number": number}
