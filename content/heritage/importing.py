"""What of the register may come from files: what the office keeps in tables and on maps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from content.heritage.models import Zone
from content.heritage.zones import misfits
from geo.exchange.importable import Importable
from tourism_backend.publishing.collection import column, in_languages, languages

MONUMENTS_FROM_FILES = Importable(
    collection="monuments",
    columns=(
        *in_languages("name"), "kinds", "designations", "designated", "parent", "components",
        *in_languages("teaser"), *in_languages("description"), "place", "places",
        "sensitive", "dating", *in_languages("managing_body"), "ownership", "confidence",
        "inspect_every", "remarks",
    ),
    required=("name_vi", "kinds"),
    geometry="position",
    limits={"inspect_every": (1, 1200)},
    aliases={
        "kinds": ("loai hinh", "loai di tich", "loai"),
        "managing_body_vi": ("don vi quan ly", "co quan quan ly"),
        "dating": ("nien dai",),
        "ownership": ("so huu", "hinh thuc so huu"),
        "place": ("diem", "dia diem"),
    },
)  # fmt: skip

NAME = gettext_noop("Protection zone %(number)s of %(monument)s")
NUMBERS = {Zone.ONE.value: "I", Zone.TWO.value: "II"}
# As offices write them in their tables, accents folded.
BEFORE = ("", "kv ", "kv", "khu vuc ", "khu vuc bao ve ", "kvbv ", "vung ", "vung bao ve ", "zone ")


def zone_names(zone: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a new zone is called that the file gives no name: after its monument."""
    monument = values.get("monument")
    if zone is not None or monument is None or any(map(values.get, in_languages("name"))):
        return {}
    names = {}
    for language in languages():
        of = getattr(monument, f"name_{column(language)}")
        if of:
            with override(language):
                told = _(NAME) % {"number": NUMBERS[values["zone"]], "monument": of}
            names[f"name_{column(language)}"] = told[:240]
    return names


ZONES_FROM_FILES = Importable(
    collection="protection_zones",
    columns=(
        "monument", "zone", *in_languages("name"), *in_languages("permitted"), "delimited_on",
        "markers", "map_scale",
    ),
    required=("monument", "zone", "geometry"),
    identity=("monument", "zone"),
    geometry="geometry",
    limits={"markers": (0, 32_767), "map_scale": (1, 2_147_483_647)},
    words={
        "zone": {
            value: tuple(f"{before}{number}" for before in BEFORE for number in (roman, value))
            for value, roman in NUMBERS.items()
        }
    },
    derived=zone_names,
    together=misfits,
    aliases={
        "monument": ("ma di tich", "ma dt", "madt", "ten di tich", "di tich", "monument code"),
        "zone": ("khu vuc", "kv", "loai khu vuc", "vung", "loai", "kind", "khu vuc bao ve"),
        "permitted_vi": ("quy dinh", "duoc phep", "quy dinh xay dung"),
        "delimited_on": ("ngay khoanh vung", "bien ban ngay", "ngay bien ban"),
        "markers": ("so moc", "cot moc"),
        "map_scale": ("ty le", "ty le ban do"),
    },
)  # fmt: skip

# Acts come one by one, as they are decided; bearers are persons, and no rows of a table.
INTANGIBLE_FROM_FILES = Importable(
    collection="intangible",
    columns=(
        *in_languages("name"), "type", *in_languages("teaser"), *in_languages("description"),
        *in_languages("communities"), "safeguarding", "places", "areas", "event_slugs",
        "confidence", "remarks",
    ),
    required=("name_vi", "type"),
    aliases={
        "type": ("loai hinh", "loai"),
        "communities_vi": ("cong dong", "chu the", "cong dong chu the"),
        "safeguarding": ("hien trang", "tinh trang"),
        "areas": ("dia ban", "xa", "noi thuc hanh"),
        "places": ("dia diem",),
        "event_slugs": ("le hoi",),
    },
)  # fmt: skip

ARTEFACTS_FROM_FILES = Importable(
    collection="artefacts",
    columns=(
        *in_languages("name"), "kind", *in_languages("teaser"), *in_languages("description"),
        *in_languages("material"), "dimensions", "dating", "inventory_number", "place", "monument",
        "sensitive", "confidence", "custodian", "kept_in", "acquired", "valued_vnd", "condition",
        "remarks",
    ),
    required=("name_vi",),
    limits={"valued_vnd": (0, 2**63 - 1)},
    aliases={
        "kind": ("loai", "loai hien vat"),
        "material_vi": ("chat lieu",),
        "dimensions": ("kich thuoc",),
        "dating": ("nien dai",),
        "inventory_number": ("so kiem ke", "so dang ky", "ky hieu"),
        "place": ("noi luu giu", "noi bao quan"),
        "monument": ("di tich", "thuoc di tich"),
        "custodian": ("nguoi giu", "nguoi quan ly"),
        "kept_in": ("vi tri", "kho", "phong"),
        "acquired": ("nguon goc", "suu tam"),
        "valued_vnd": ("tri gia",),
        "condition": ("tinh trang", "hien trang"),
    },
)  # fmt: skip
