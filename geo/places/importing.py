"""Which columns of places and disruptions may come from a curator's files."""

from __future__ import annotations

from geo.exchange.importable import Importable
from geo.places.models import Category, DescriptionBasis, PositionMethod
from tourism_backend.publishing.collection import in_languages

# What a table of positions is taken for where it says nothing: metres.
ACCURACY_M = 50


def kinds_of_osm() -> dict[str, dict[str, str]]:
    """OpenStreetMap's ``key=value`` (``key=*``: any) → the category whose places are tagged so.

    Of several the most particular; where that leaves two, the most general.
    """
    tagged: dict[str, list[Category]] = {}
    for category in Category.objects.order_by("path"):
        for tag in category.osm_tags:
            tagged.setdefault(tag, []).append(category)
    return {
        tag: {"category": _one_of(found).slug, "position_method": PositionMethod.OSM_FEATURE}
        for tag, found in tagged.items()
    }


def _one_of(found: list[Category]) -> Category:
    deepest = max(len(category.path) for category in found)
    particular = [category for category in found if len(category.path) == deepest]
    return particular[0] if len(particular) == 1 else min(found, key=lambda c: len(c.path))


PLACES_FROM_FILES = Importable(
    collection="places",
    columns=(
        *in_languages("name"), "other_names", "category",
        *in_languages("teaser"), *in_languages("description"), *in_languages("address"),
        "former_commune", "former_district", "accuracy_m", "position_method",
        "opening_hours", *in_languages("fee"), "fee_vnd", "phone", "website",
        "wheelchair", *in_languages("accessibility"), "features", "best_months", "rank",
        "osm_id", "wikidata", "geonames", "extra",
    ),
    required=("name_vi", "category", "point"),
    geometry="point",
    defaults={
        "accuracy_m": ACCURACY_M,
        "position_method": PositionMethod.SINGLE_PUBLIC_SOURCE,
        "desc_basis": DescriptionBasis.SOURCES,
    },
    limits={
        "rank": (0, 1), "accuracy_m": (1, 100_000), "fee_vnd": (0, 2_000_000_000),
        "geonames": (1, 2**53),
    },
    aliases={
        "category": ("loai", "loai hinh", "nhom", "type", "kind"),
        "address_vi": ("address", "dia chi"),
        "phone": ("dien thoai", "so dien thoai", "tel", "telephone", "sdt"),
        "website": ("web", "trang web", "url"),
        "opening_hours": ("gio mo cua", "opening hours"),
        "fee_vnd": ("gia ve", "gia ve nguoi lon", "price"),
        "fee_vi": ("fee", "ve"),
    },
    osm={
        "name_vi": ("name:vi", "name"), "name_en": ("name:en",),
        "name_zh_hans": ("name:zh-Hans", "name:zh"), "phone": ("phone", "contact:phone"),
        "website": ("website", "contact:website"), "opening_hours": ("opening_hours",),
        "wheelchair": ("wheelchair",), "wikidata": ("wikidata",),
    },
    osm_kinds=kinds_of_osm,
)  # fmt: skip

DISRUPTIONS_FROM_FILES = Importable(
    collection="disruptions",
    columns=(
        *in_languages("name"), *in_languages("reason"), "kind", "severity", "area", "places",
        "starts_at", "ends_at", "closes",
    ),
    required=("name_vi", "kind", "starts_at"),
    geometry="geometry",
    aliases={
        "kind": ("loai",), "places": ("diem",), "starts_at": ("tu ngay", "from"),
        "ends_at": ("den ngay", "until"),
    },
)  # fmt: skip
