"""What a page says of itself to browsers, search engines and those who share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from tourism_backend.portal.links import absolute

# The tags that hreflang and <html lang> want (BCP 47, script in title case).
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
OPEN_GRAPH = {"vi": "vi_VN", "en": "en_GB", "zh-hans": "zh_CN"}
# The parameters that make a page another page.
KEPT = ("cursor",)
DESCRIPTION_LENGTH = 160


@dataclass(frozen=True)
class Head:
    """A page's title, description, picture and facts for machines (schema.org, JSON-LD).

    ``photo`` is the address of a picture of the very thing, shown instead of the drawn ``image``.
    """

    title: str
    description: str = ""
    image: str = "portal/og/blossom.png"
    kind: str = "website"
    photo: str = ""
    facts: Sequence[Mapping[str, Any]] = ()
    indexed: bool = True

    @property
    def short(self) -> str:
        """The description, cut at a word."""
        text = " ".join(self.description.split())
        if len(text) <= DESCRIPTION_LENGTH:
            return text
        cut = text[: DESCRIPTION_LENGTH - 1]
        return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.–") + "…"


@dataclass(frozen=True)
class Alternate:
    """The same page in another language."""

    code: str
    tag: str
    path: str
    address: str
    current: bool


def tag(language: str) -> str:
    """The BCP 47 tag of a language of the settings."""
    return TAGS.get(language, language)


def unprefixed(path: str) -> str:
    """A page's path without its language: the address that chooses one for the visitor."""
    parts = path.split("/", 2)
    if len(parts) == 3 and parts[1] in dict(settings.LANGUAGES):
        return "/" + parts[2]
    return path


def canonical_query(request: HttpRequest) -> str:
    """The part of the query that makes this page another one, ready to be appended."""
    kept = {name: request.GET[name] for name in KEPT if name in request.GET}
    return f"?{urlencode(kept)}" if kept else ""


def alternates(request: HttpRequest, language: str) -> list[Alternate]:
    """The page in every language, this one included; what was asked for stays."""
    bare = unprefixed(request.path)
    query = request.META.get("QUERY_STRING", "")
    shown = f"?{query}" if query else ""
    kept = canonical_query(request)
    return [
        Alternate(
            code,
            tag(code),
            f"/{code}{bare}{shown}",
            absolute(request, f"/{code}{bare}{kept}"),
            code == language,
        )
        for code, _name in settings.LANGUAGES
    ]
