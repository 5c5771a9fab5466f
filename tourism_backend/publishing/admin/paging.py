"""A page of a long list whose length nobody counts: what ``pages.html`` shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

LAST = 200_000  # what is asked beyond is the last


@dataclass(frozen=True)
class Page:
    """Named as a page of Django's paginator. ``has_next`` is the list's to say."""

    number: int
    size: int
    has_next: bool = False

    @property
    def offset(self) -> int:
        """How many lie on the pages before."""
        return (self.number - 1) * self.size

    @property
    def has_previous(self) -> bool:
        """Whether it is not the first."""
        return self.number > 1

    @property
    def previous_page_number(self) -> int:
        """The one before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """The one after."""
        return self.number + 1


def asked(request: HttpRequest, size: int) -> Page:
    """The page that a request asks for; the first where it asks for none."""
    number = request.GET.get("page", "")
    known = number.isascii() and number.isdecimal() and len(number) < 9
    return Page(min(max(int(number), 1), LAST) if known else 1, size)
