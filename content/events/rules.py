"""When an event is held: by the lunar calendar, the solar one, an RRULE, or once. Pure values.

A rule is checked with everything that is wrong with it (``check``), and then asked for its
dates (``Rule.dates``). How leap months and short months count is said in
``docs/reference/events.md``.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Literal, get_args

from django.utils.translation import gettext_lazy as _

from content.events import lunar, recurring
from content.events.lunar import LunarDate, LunarError

Kind = Literal["lunar", "solar", "rrule", "once"]
LeapMonth = Literal["regular", "also"]
KINDS: tuple[Kind, ...] = get_args(Kind)
YEARLY: tuple[Kind, ...] = ("lunar", "solar")
# From the month in which it starts to the one in which it ends: what is longer was meant the
# other way round.
MOST_MONTHS = 6
MOST_DAYS = 366
MOST_YEARS = 60  # between one time and the next

Faults = dict[str, Any]  # field → reason


@dataclass(frozen=True, order=True)
class Span:
    """One time an event is held: from ``first`` to ``last``, both included."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Rule:
    """When an event is held. The members are the columns of ``Event``.

    ``lunar``, ``solar``: every year (or each ``every_years``, counted from ``anchor_year``) from a
    month and day to a month and day; a day that is not known (None) stands for the whole month.
    ``rrule``: first from ``first_on`` to ``last_on``, then as the RRULE says. ``once``: then only.
    """

    rule: Kind
    start_month: int | None = None
    start_day: int | None = None
    end_month: int | None = None
    end_day: int | None = None
    leap_month: LeapMonth = "regular"
    every_years: int = 1
    anchor_year: int | None = None
    first_on: date | None = None
    last_on: date | None = None
    rrule: str = ""
    start_time: time | None = None
    end_time: time | None = None

    @classmethod
    def of(cls, source: Any) -> Rule:
        """The rule of anything with these attributes."""
        return cls(**{name: getattr(source, name) for name in cls.__dataclass_fields__})

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> Rule:
        """The rule as its public JSON says it."""
        given: dict[str, Any] = {name: members.get(name) for name in cls.__dataclass_fields__}
        for name in ("first_on", "last_on"):
            given[name] = date.fromisoformat(given[name]) if given[name] else None
        for name in ("start_time", "end_time"):
            given[name] = time.fromisoformat(given[name]) if given[name] else None
        return cls(**given)

    def dates(self, first: date, last: date) -> list[Span]:
        """Every span that meets the days from ``first`` to ``last``, in order.

        Raises LunarError where the lunar calendar is not known.
        """
        spans = {
            "lunar": self._lunar,
            "solar": self._solar,
            "rrule": self._recurring,
            "once": self._once,
        }[self.rule](first, last)
        return sorted(span for span in spans if span.first <= last and span.last >= first)

    def _years(self, first: date, last: date) -> range | list[int]:
        """The years in which a span that meets these days may begin."""
        years = range(first.year - 1, last.year + 1)
        if self.every_years == 1 or self.anchor_year is None:
            return years
        return [year for year in years if (year - self.anchor_year) % self.every_years == 0]

    def _lunar(self, first: date, last: date) -> Iterator[Span]:
        for year in self._years(first, last):
            months = [*lunar.months(year), *lunar.months(year + 1)]
            for at, month in enumerate(months):
                own = month.year == year and month.number == self.start_month
                if own and (not month.leap or self.leap_month == "also"):
                    # A leap month on the way counts as a month: the festival keeps its length.
                    end = months[at + self._length()]
                    day = end.days if self.end_day is None else self.end_day
                    yield Span(month.at(self.start_day or 1), end.at(day))

    def _length(self) -> int:
        """Months from the one it starts in to the one it ends in; past the year's end too."""
        return ((self.end_month or 0) - (self.start_month or 0)) % 12

    def _solar(self, first: date, last: date) -> Iterator[Span]:
        for year in self._years(first, last):
            assert self.start_month is not None
            assert self.end_month is not None
            ends = year if self.end_month >= self.start_month else year + 1
            yield Span(
                _solar_day(year, self.start_month, self.start_day or 1),
                _solar_day(ends, self.end_month, self.end_day or 31),
            )

    def _recurring(self, first: date, last: date) -> Iterator[Span]:
        assert self.first_on is not None
        assert self.last_on is not None
        length = self.last_on - self.first_on
        for day in recurring.dates(self.rrule, self.first_on, first - length, last):
            yield Span(day, day + length)

    def _once(self, first: date, last: date) -> Iterator[Span]:
        assert self.first_on is not None
        yield Span(self.first_on, self.last_on or self.first_on)


def _solar_day(year: int, month: int, day: int) -> date:
    """A day of a month; past its end, its last one."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def lunar_dates(span: Span) -> tuple[LunarDate, LunarDate] | None:
    """A span in lunar dates; None where they are not known."""
    try:
        return lunar.of(span.first), lunar.of(span.last)
    except LunarError:
        return None


# --- what can be wrong with a rule


@dataclass
class _Check:
    rule: Rule
    faults: Faults = field(default_factory=dict)

    def refuse(self, name: str, reason: Any) -> None:
        self.faults.setdefault(name, reason)

    def needed(self, *names: str) -> None:
        for name in names:
            if getattr(self.rule, name) in (None, ""):
                self.refuse(name, _("this rule needs it"))

    def unused(self, *names: str) -> None:
        for name in names:
            if getattr(self.rule, name) not in (None, ""):
                self.refuse(name, _("this rule has no use for it"))


MONTH_FIELDS = ("start_month", "end_month")
DAY_FIELDS = ("start_day", "end_day")


def check(rule: Rule, *, approximate: bool) -> Faults:
    """Everything that is wrong with a rule, by field; empty when nothing is."""
    checked = _Check(rule)
    if rule.rule in YEARLY:
        _check_yearly(checked, approximate=approximate)
    elif rule.rule in KINDS:
        _check_dated(checked)
    else:
        checked.refuse("rule", _("give one of: %(values)s") % {"values": ", ".join(KINDS)})
    _check_every(checked)
    _check_times(checked)
    return checked.faults


def _check_yearly(checked: _Check, *, approximate: bool) -> None:
    rule = checked.rule
    checked.needed(*MONTH_FIELDS)
    checked.unused("first_on", "last_on", "rrule")
    for name in MONTH_FIELDS:
        month = getattr(rule, name)
        if month is not None and not 1 <= month <= 12:
            checked.refuse(name, _("months are 1 to 12"))
    for name, month_name in zip(DAY_FIELDS, MONTH_FIELDS, strict=True):
        day = getattr(rule, name)
        if day is None and not approximate:
            checked.refuse(name, _("without a day the date is approximate: say so"))
        elif day is not None:
            _check_day(checked, name, day, getattr(rule, month_name))
    if rule.rule == "solar" and rule.leap_month != "regular":
        checked.refuse("leap_month", _("only lunar rules have leap months"))
    if not checked.faults:
        _check_yearly_order(checked)


def _check_day(checked: _Check, name: str, day: int, month: int | None) -> None:
    if checked.rule.rule == "lunar":
        try:
            lunar.check_day(day)
        except LunarError as error:
            checked.refuse(name, error.reason)
        return
    # 2024 is a leap year: 29 February is a day.
    most = calendar.monthrange(2024, month)[1] if month and 1 <= month <= 12 else 31
    if not 1 <= day <= most:
        checked.refuse(name, _("this month has %(most)d days") % {"most": most})


def _check_yearly_order(checked: _Check) -> None:
    """What ends in an earlier month than it starts in goes past the year's end, if not too far."""
    rule = checked.rule
    months = rule._length()
    backwards = months == 0 and (rule.end_day or 31) < (rule.start_day or 1)
    if months > MOST_MONTHS or backwards:
        checked.refuse("end_day" if backwards else "end_month", _("It ends before it starts."))


def _check_dated(checked: _Check) -> None:
    rule = checked.rule
    checked.needed("first_on", "last_on")
    checked.unused(*MONTH_FIELDS, *DAY_FIELDS)
    if rule.leap_month != "regular":
        checked.refuse("leap_month", _("only lunar rules have leap months"))
    if rule.first_on and rule.last_on:
        if rule.last_on < rule.first_on:
            checked.refuse("last_on", _("It ends before it starts."))
        elif (rule.last_on - rule.first_on).days >= MOST_DAYS:
            checked.refuse("last_on", _("it lasts longer than a year"))
    if rule.rule == "once":
        checked.unused("rrule")
        return
    checked.needed("rrule")
    if rule.rrule and rule.first_on and "first_on" not in checked.faults:
        try:
            recurring.check(rule.rrule, rule.first_on)
        except recurring.RecurrenceError as error:
            checked.refuse("rrule", error.reason)


def _check_every(checked: _Check) -> None:
    rule = checked.rule
    if not 1 <= rule.every_years <= MOST_YEARS:
        span = {"first": 1, "last": MOST_YEARS}
        checked.refuse("every_years", _("must lie between %(first)d and %(last)d") % span)
    elif rule.every_years > 1 and rule.rule not in YEARLY:
        checked.refuse("every_years", _("only yearly rules have this; an RRULE has INTERVAL"))
    elif rule.every_years > 1:
        checked.needed("anchor_year")
    if rule.anchor_year is not None:
        try:
            lunar.check_year(rule.anchor_year)
        except LunarError as error:
            checked.refuse("anchor_year", error.reason)


def _check_times(checked: _Check) -> None:
    rule = checked.rule
    if rule.end_time is not None and rule.start_time is None:
        checked.refuse("end_time", _("an end needs a beginning"))
    elif (
        rule.end_time is not None
        and _one_day(rule)
        and rule.end_time <= (rule.start_time or time())
    ):
        checked.refuse("end_time", _("It ends before it starts."))


def _one_day(rule: Rule) -> bool:
    """Whether it begins and ends on the same day."""
    if rule.rule in YEARLY:
        known = rule.start_day is not None
        return known and (rule.start_month, rule.start_day) == (rule.end_month, rule.end_day)
    return rule.first_on is not None and rule.first_on == rule.last_on


def day_after(day: date) -> date:
    """The next day."""
    return day + timedelta(days=1)
