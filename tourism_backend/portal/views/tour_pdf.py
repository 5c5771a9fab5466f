"""A tour to print: one page or more of A4, with map, heights, days and the way back to the web."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from geo.maps.assets import credits
from tourism_backend.common.http import not_modified
from tourism_backend.common.problems import Problem
from tourism_backend.portal import errors, heights, itinerary, links, paper
from tourism_backend.portal.context import destination
from tourism_backend.portal.head import tag
from tourism_backend.portal.pages import moved_to
from tourism_backend.portal.printing import printed
from tourism_backend.portal.reading import Item, collection, feature
from tourism_backend.portal.release import release
from tourism_backend.publishing import reads


@require_safe
def tour_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """A tour as PDF, in the language of its address."""
    language = get_language() or settings.LANGUAGE_CODE
    try:
        item, geometry, etag = feature("tours", language, slug)
        # The map shows areas too; the address is in the code to scan.
        areas = reads.version(collection("areas"))
        address = links.absolute(request, links.record("tour", slug, language))
        made_of = (release(), etag, areas, item["track"], address)
        etag = f'{etag[:-1]}-{areas}-{release()}-pdf"'
        response = not_modified(request, etag) or _answer(
            printed(made_of, lambda: page(item, geometry, language, address)), slug
        )
    except reads.Moved as moved:
        return moved_to(request, slug, moved.slug)
    except Problem as problem:
        return errors.refused(request, problem)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _answer(body: bytes, slug: str) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    response["X-Robots-Tag"] = "noindex"  # the page it is made of is there to be found
    return response


def page(item: Item, geometry: object, language: str, address: str) -> str:
    """The printed tour as HTML."""
    days = itinerary.days_of(item)
    stops = [{**stop.told, "colour": day.colour} for day in days for stop in day.stops]
    return render_to_string(
        "portal/tour-print.html",
        {
            "language": language,
            "lang_tag": tag(language),
            "destination": destination(language),
            "tour": item,
            "themes": itinerary.themes(item),
            "facts": itinerary.facts(item),
            "suits": itinerary.suits(item),
            "other_names": itinerary.other_names(item, language),
            "days": days,
            "vague": itinerary.vague(item),
            "profile": heights.profile(item["profile"]),
            "profile_style": paper.PROFILE_STYLE,
            "drawing": paper.picture(
                itinerary.lines_of(geometry), stops, schematic=item["schematic"], language=language
            ),
            "qr": code(address),
            "address": address,
            "credits": credits(),
        },
    )


def code(address: str) -> str:
    """An address as a QR code, SVG."""
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", xmldecl=False, border=0, scale=4)
    return drawn.getvalue().decode()
