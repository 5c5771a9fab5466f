"""A figure for Folium that a public page can trust.

Folium and branca are made for notebooks: they link scripts from anywhere, switch pinch-zoom off,
give every element a random id, and compile text that was rendered already as a template once
more. This figure takes their output apart on its way in:

1. a link is looked up *by name* among local files; a name that is not there is an error;
2. rendered text is frozen, so that what looks like a template in it stays text;
3. Folium's viewport is dropped, so that visitors can zoom the page;
4. random ids become numbers, so that the same map is the same bytes (and has an ETag);
5. inline scripts and styles get the request's nonce, or are named in the policy by their hash,
   with which a page can be cached.

Still, no text of a visitor's or of the database ever goes through a Folium object: only numbers,
our own constants and JSON of our own (``tests/geo/maps/test_hostile.py``).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from branca.element import CssLink, Element, Figure, JavascriptLink, Link
from django.templatetags.static import static
from jinja2 import Template

_RANDOM_ID = re.compile(r"\b([A-Za-z_]+_)([0-9a-f]{32})\b")
_VIEWPORT = re.compile(r"<meta\s+name=[\"']viewport[\"'][^>]*>", re.IGNORECASE)
_INLINE = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)


class UnknownLink(LookupError):
    """A map element wants a script or style sheet that is not among the local files."""

    def __init__(self, name: str, url: str, known: Mapping[str, str]) -> None:
        listed = ", ".join(sorted(known)) or "none"
        super().__init__(f"{name!r} ({url}) is not a local file of this map; there are: {listed}")


class UnsafeElement(TypeError):
    """Something that is neither rendered text nor a link was put into the page."""


def csp_hash(text: str) -> str:
    """The policy's name for an inline script or style of exactly this text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@dataclass(frozen=True)
class Fragments:
    """A rendered map, for a template to put into its page.

    ``head`` are links and inline parts for ``<head>``; ``body`` is the map's element; ``script``
    runs after the page's deferred scripts. ``csp`` is what the policy must allow besides.
    """

    head: str
    body: str
    script: str
    csp: Mapping[str, list[str]] = field(default_factory=dict)


class _Frozen(Element):
    """Text that is never compiled again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        return self.text


class _LocalLink(Element):
    """A link to a file of our own."""

    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag

    def render(self, **kwargs: Any) -> str:
        return self.tag


class _Part(Element):
    """The header, the body or the script of a figure: takes links and text, and freezes both."""

    def __init__(self, links: Mapping[str, str]) -> None:
        super().__init__()
        self.links = links

    def add_child(
        self, child: Element, name: str | None = None, index: int | None = None
    ) -> Element:
        """Take a child in, made safe."""
        super().add_child(self._safe(child, name or child.get_name()), name=name, index=index)
        return self

    def _safe(self, child: Element, name: str) -> Element:
        if isinstance(child, Link):
            return self._local(child, name)
        if type(child) is Element and child._template_str is not None:
            return _Frozen(child._template_str)
        if isinstance(child, _Frozen | _LocalLink):
            return child
        raise UnsafeElement(f"{type(child).__name__} {name!r} is neither rendered text nor a link")

    def _local(self, link: Link, name: str) -> Element:
        if name not in self.links:
            raise UnknownLink(name, link.url, self.links)
        address = escape(static(self.links[name]))
        if isinstance(link, JavascriptLink):
            return _LocalLink(f'<script src="{address}" defer></script>')
        if isinstance(link, CssLink):
            return _LocalLink(f'<link rel="stylesheet" href="{address}">')
        raise UnsafeElement(f"{type(link).__name__} {name!r} is no script and no style sheet")

    def render(self, **kwargs: Any) -> str:
        parts = (child.render(**kwargs).strip() for child in self._children.values())
        return "\n".join(part for part in parts if part)


class SafeFigure(Figure):
    """A figure of local files only, frozen and deterministic.

    ``links`` are the files that elements may link: Folium's name → path of a static file.
    With a ``nonce`` inline parts carry it; without, ``Fragments.csp`` names them by hash.
    """

    _template = Template(
        "<!DOCTYPE html>\n"
        '<html lang="{{ this.language }}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "{% if this.title %}<title>{{ this.title|e }}</title>\n{% endif %}"
        "{{ kwargs.parts.head }}\n</head>\n<body>\n{{ kwargs.parts.body }}\n"
        "{{ kwargs.parts.script }}\n</body>\n</html>\n"
    )

    def __init__(
        self,
        links: Mapping[str, str],
        *,
        nonce: str = "",
        title: str | None = None,
        language: str = "vi",
    ) -> None:
        super().__init__(title=title)
        self.nonce = nonce
        self.language = escape(language)
        self.header, self.html, self.script = _Part(links), _Part({}), _Part({})
        for part in (self.header, self.html, self.script):
            part._parent = self

    def fragments(self) -> Fragments:
        """Render the map as parts of a page."""
        for child in self._children.values():
            child.render()
        rename = _Renumbered()
        head = rename(_VIEWPORT.sub("", self.header.render()))
        body, script = rename(self.html.render()), rename(self.script.render())
        seal = _Seal(self.nonce)
        head, body = _INLINE.sub(seal, head), _INLINE.sub(seal, body)
        script = seal.wrapped("script", script, ' type="module"') if script else ""
        return Fragments(head, body, script, seal.csp)

    def render(self, **kwargs: Any) -> str:
        """Render the map as a page of its own."""
        return str(self._template.render(this=self, kwargs={"parts": self.fragments()}))


class _Renumbered:
    """Replaces random ids by numbers, in the order in which they appear."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        return _RANDOM_ID.sub(self._number, text)

    def _number(self, match: re.Match[str]) -> str:
        number = self.seen.setdefault(match[2], len(self.seen) + 1)
        return f"{match[1]}{number}"


class _Seal:
    """Allows inline scripts and styles one by one: by nonce, or by hash."""

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce
        self.csp: dict[str, list[str]] = {}

    def __call__(self, match: re.Match[str]) -> str:
        return self.wrapped(match[1].lower(), match[2])

    def wrapped(self, tag: str, text: str, attributes: str = "") -> str:
        """The text in a ``script`` or ``style`` element that the policy allows."""
        if self.nonce:
            attributes += f' nonce="{escape(self.nonce)}"'
            return f"<{tag}{attributes}>{text}</{tag}>"
        hashes = self.csp.setdefault(f"{tag}-src", [])
        if csp_hash(text) not in hashes:
            hashes.append(csp_hash(text))
        return f"<{tag}{attributes}>{text}</{tag}>"
