"""Parts of addresses that are values."""

from __future__ import annotations

from datetime import date


class MonthConverter:
    """A month, ``2027-02``: its first day."""

    regex = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{value}-01")

    def to_url(self, value: date) -> str:
        """The month of a day."""
        return f"{value.year:04}-{value.month:02}"
