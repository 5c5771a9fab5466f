"""The two documents of IIIF: what is said of a picture, and of the pictures of a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext

from content.media import pyramid
from content.media.iiif.asking import FORMATS, MOST_SIDE, QUALITIES
from content.media.queries import Named, Shown
from tourism_backend.common import licences
from tourism_backend.publishing.collection import languages

IMAGE_CONTEXT = "http://iiif.io/api/image/3/context.json"
PRESENTATION_CONTEXT = "http://iiif.io/api/presentation/3/context.json"
THUMBNAIL = 320  # pixels

# Codes of IIIF's languages are BCP 47's.
_TAGS = {"zh-hans": "zh-Hans"}


def service(base: str) -> dict[str, Any]:
    """That a picture can be had by the Image API, at this address."""
    return {"id": base, "type": "ImageService3", "profile": "level2"}


def info(shown: Shown, base: str) -> dict[str, Any]:
    """``info.json`` of a picture."""
    width, height = shown.facts["width"], shown.facts["height"]
    factors = pyramid.scale_factors(width, height)
    levels = [(-(-width // factor), -(-height // factor)) for factor in reversed(factors)]
    return {
        "@context": IMAGE_CONTEXT,
        **service(base),
        "protocol": "http://iiif.io/api/image",
        "width": width,
        "height": height,
        "maxWidth": MOST_SIDE,
        "maxHeight": MOST_SIDE,
        "sizes": [{"width": w, "height": h} for w, h in levels if max(w, h) <= MOST_SIDE],
        "tiles": [{"width": pyramid.TILE, "height": pyramid.TILE, "scaleFactors": factors}],
        "extraFormats": [form for form in FORMATS if form not in ("jpg", "png")],
        "extraQualities": [each for each in QUALITIES if each != "default"],
        "extraFeatures": [
            "canonicalLinkHeader", "mirroring", "profileLinkHeader", "rotationArbitrary",
        ],
        **_rights(shown.facts["licence"]),
    }  # fmt: skip


def manifest(
    record: Named,
    pictures: list[Shown],
    here: str,
    base_of: Callable[[UUID], str],
    pages: list[tuple[str, str]],
) -> dict[str, Any]:
    """The Presentation manifest of a record's pictures, at the address ``here``.

    ``base_of`` a picture's id is its address in the Image API; ``pages`` are those of the
    record, with their languages.
    """
    folder = here.removesuffix("/manifest.json")
    return {
        "@context": PRESENTATION_CONTEXT,
        "id": here,
        "type": "Manifest",
        "label": texts(record.names),
        "behavior": ["individuals"],
        **({"homepage": [_page(record, *page) for page in pages]} if pages else {}),
        **({"thumbnail": [_thumbnail(pictures[0], base_of(pictures[0].id))]} if pictures else {}),
        "items": [
            _canvas(shown, f"{folder}/canvas/{number}", base_of(shown.id))
            for number, shown in enumerate(pictures, 1)
        ],
    }


def texts(by_language: dict[str, str]) -> dict[str, list[str]]:
    """IIIF's map of languages."""
    told = {_TAGS.get(code, code): [text] for code, text in by_language.items() if text}
    return told or {"none": ["–"]}


def _page(record: Named, code: str, address: str) -> dict[str, Any]:
    tag = _TAGS.get(code, code)
    return {
        "id": address,
        "type": "Text",
        "label": {tag: [record.names[code]]},
        "format": "text/html",
        "language": [tag],
    }


def _in_every_language(text: str) -> dict[str, list[str]]:
    told = {}
    for code in languages():
        with translation.override(code):
            told[code] = gettext(text)
    return texts(told)


def _canvas(shown: Shown, address: str, base: str) -> dict[str, Any]:
    facts = shown.facts
    size = {"width": facts["width"], "height": facts["height"]}
    captions = {code: told["caption"] for code, told in shown.summaries.items()}
    credit = {"none": [f"{facts['author']} · {facts['licence']}"]}
    return {
        "id": address,
        "type": "Canvas",
        "label": texts(shown.names),
        **({"summary": texts(captions)} if any(captions.values()) else {}),
        **size,
        "requiredStatement": {
            "label": _in_every_language("Picture"),
            "value": credit,
        },
        **_rights(facts["licence"]),
        "thumbnail": [_thumbnail(shown, base)],
        "items": [
            {
                "id": f"{address}/page",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{address}/painting",
                        "type": "Annotation",
                        "motivation": "painting",
                        "target": address,
                        "body": {
                            "id": f"{base}/full/max/0/default.jpg",
                            "type": "Image",
                            "format": "image/jpeg",
                            **size,
                            "service": [service(base)],
                        },
                    }
                ],
            }
        ],
    }


def _thumbnail(shown: Shown, base: str) -> dict[str, Any]:
    width, height = shown.facts["width"], shown.facts["height"]
    across = min(THUMBNAIL, width)
    down = max(1, round(height * across / width))
    return {
        "id": f"{base}/full/{across},{down}/0/default.jpg",
        "type": "Image",
        "format": "image/jpeg",
        "width": across,
        "height": down,
        "service": [service(base)],
    }


def _rights(licence: str) -> dict[str, str]:
    """By its address where IIIF knows it: Creative Commons' own are written with http."""
    address = licences.address(licence)
    known = address.startswith("https://creativecommons.org/")
    return {"rights": address.replace("https:", "http:", 1)} if known else {}
