"""The home page, and what the site is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tourism_backend.portal import linked_data, links, pictures, related, weekly
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import frame
from tourism_backend.portal.head import Head
from tourism_backend.portal.pages import Page, Visit, live_page, public_page
from tourism_backend.portal.reading import Item, listed
from tourism_backend.portal.scenes import motif_of
from tourism_backend.portal.shapes import plan
from tourism_backend.publishing.collection import source_language

BEST_KNOWN = "60"  # dots on the map; the first ones are shown as cards
CARDS = 8
OF_A_KIND = 2
COMMUNES = 14
DISRUPTIONS = "5"


@live_page
def home(visit: Visit) -> Page:
    """What there is: search, kinds of places, the best known, the map, the communes."""
    language = visit.language
    visit.validate(weekly.today())
    whole = frame(language, visit.version)
    places = listed("places", language, limit=BEST_KNOWN).items
    sheet = plan(visit.version)
    fullest = sorted(whole.communes, key=lambda commune: -commune.count)[:COMMUNES]
    weekend, coming = this_weekend(language)
    name = destination(language)
    home_address = visit.request.build_absolute_uri(links.of(language).home)
    search_address = visit.request.build_absolute_uri(links.of(language).search)
    description = _(
        "Places to see, eat and stay in %(name)s, with opening hours, directions and a map, "
        "from open data."
    ) % {"name": name}
    head = Head(
        title=_("Discover %(name)s") % {"name": name},
        description=description,
        facts=[
            linked_data.site(name, home_address, search_address, language),
            {"@type": "TouristDestination", "name": name, "url": home_address},
        ],
    )
    return Page(
        "portal/home.html",
        head,
        {
            "frame": whole,
            "places": pictures.covered("places", varied(places), language),
            "dots": [(*sheet.at(p["lon"], p["lat"]), p["category"]) for p in places]
            if sheet
            else [],
            "plan": sheet,
            "communes": fullest,
            "disruptions": in_force(language),
            "weekend": weekend,
            "coming": coming,
            "featured": related.undated(language),
        },
    )


def varied(places: Sequence[Item]) -> list[Item]:
    """The best known, but of each kind a few only: a first look at all there is."""
    chosen: list[Item] = []
    kinds: Counter[str] = Counter()
    for place in places:
        motif = motif_of(place["icon"])
        if kinds[motif] < OF_A_KIND and kinds[place["category"]] < 1:
            chosen.append(place)
            kinds.update({motif, place["category"]})
    rest = [place for place in places if place not in chosen]
    return [*chosen, *rest][:CARDS]


def this_weekend(language: str) -> tuple[list[related.Related], bool]:
    """What takes place this weekend; where nothing does, what comes up next (and True)."""
    found = related.dated(language, "weekend")
    return (found, False) if found else (related.dated(language, f"{weekly.today()}/.."), True)


def in_force(language: str) -> list[Item]:
    """The disruptions of this moment, the gravest first."""
    now = timezone.now().isoformat()
    return list(listed("disruptions", language, at=now, limit=DISRUPTIONS).items)


@public_page
def about(visit: Visit) -> Page:
    """What this is, where the facts come from, how exact they are."""
    name = destination(visit.language)
    head = Head(
        title=_("About this site"),
        description=_(
            "What this guide to %(name)s is, its sources and licences, and how exact its "
            "positions are."
        )
        % {"name": name},
    )
    context = {
        "frame": frame(visit.language, visit.version),
        "source_language": get_language_info(source_language())["name_translated"],
    }
    return Page("portal/about.html", head, context)
