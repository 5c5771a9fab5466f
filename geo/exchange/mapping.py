"""Which header fills which column: proposed by names, remembered as it was used."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from geo.exchange.importable import Importable
from geo.exchange.models import Import, RememberedMapping, digest_of
from tourism_backend.common.problems import FieldError, Problem
from tourism_backend.common.text import fold
from tourism_backend.publishing.collection import column, languages

# Columns that name a record, and those that say where it lies.
KEYS: Mapping[str, Any] = {
    "id": gettext_lazy("public id (UUID)"),
    "slug": gettext_lazy("address name (slug)"),
    "external_id": gettext_lazy("id at the provider"),
}
POSITION: Mapping[str, Any] = {
    "x": gettext_lazy("longitude, or x (easting)"),
    "y": gettext_lazy("latitude, or y (northing)"),
}
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("uuid", "public id", "ma cong khai"),
    "slug": ("slug", "duong dan"),
    "external_id": ("external id", "fid", "ma", "ma so", "code", "osm id", "id ngoai"),
    "x": ("x", "lon", "lng", "long", "longitude", "kinh do", "easting", "toa do x (dong)"),
    "y": ("y", "lat", "latitude", "vi do", "northing"),
    "name_vi": ("name", "ten", "ten goi", "ten diem", "ten tieng viet", "ho ten", "名称"),
    "name_en": ("ten tieng anh", "english name"),
    "name_zh_hans": ("ten tieng trung", "name_zh", "chinese name", "中文名"),
    "description_vi": ("description", "desc", "mo ta", "gioi thieu", "noi dung"),
    "sources": ("source", "nguon"),
    "licence": ("license", "giay phep"),
}
_NOT_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A header as it is compared: accents and case folded, signs as spaces."""
    return _NOT_WORD.sub(" ", fold(text)).strip()


def columns(importable: Importable) -> dict[str, str]:
    """The columns a header may fill, with their names in the reader's language."""
    found = {name: str(label) for name, label in KEYS.items()}
    if importable.is_point:
        found |= {name: str(label) for name, label in POSITION.items()}
    return found | {
        name: label(importable, name) for name in importable.fields if name not in found
    }


def label(importable: Importable, name: str) -> str:
    """What a column is called in the reader's language; a key, a position or a field."""
    fixed = KEYS.get(name) or POSITION.get(name)
    if isinstance(fixed, Promise):
        return str(fixed)
    if name == importable.geometry and importable.geometry_field is not None:
        return str(importable.geometry_field.verbose_name)
    field = importable.fields.get(name)
    return str(field.verbose_name) if field is not None else name


def short(name: str) -> str:
    """A column's name in ten characters, all that Shapefiles hold; languages stay apart."""
    for code in languages():
        tail = f"_{column(code)}"
        if name.endswith(tail) and len(name) > 10:
            return f"{name.removesuffix(tail)[:7]}{tail[:3]}"
    return name[:10]


def known_as(importable: Importable) -> dict[str, str]:
    """Every name by which a column is known, folded, with the column."""
    found: dict[str, str] = {}
    for name in columns(importable):
        found.setdefault(plain(name), name)
    for aliases in (importable.aliases, ALIASES):
        for name, texts in aliases.items():
            if name in columns(importable):
                for text in texts:
                    found.setdefault(plain(text), name)
    for name in columns(importable):
        found.setdefault(plain(short(name)), name)
    for language in languages():
        with override(language):
            for name, text in columns(importable).items():
                found.setdefault(plain(text), name)
    return found


def proposed(importable: Importable, headers: Sequence[str]) -> dict[str, str]:
    """Header → column: as it was last used for these headers, else by the headers' names."""
    remembered = RememberedMapping.objects.filter(
        collection=importable.collection, headers=digest_of(list(headers))
    ).first()
    may = columns(importable)
    if remembered is not None:
        return {
            header: filled
            for header, filled in remembered.mapping.items()
            if header in headers and filled in may
        }
    known = known_as(importable)
    found: dict[str, str] = {}
    for header in headers:
        filled = known.get(plain(header), "")
        if filled and filled not in found.values():
            found[header] = filled
    return found


def remember(job: Import, headers: Sequence[str]) -> None:
    """Propose this mapping for the next file with these headers."""
    RememberedMapping.objects.update_or_create(
        collection=job.collection,
        headers=digest_of(list(headers)),
        defaults={"mapping": job.mapping, "used_at": job.uploaded_at},
    )


def check(importable: Importable, headers: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Raise Problem unless each header is the file's, and each column is filled once at most.

    A position needs both its columns; something must name the records.
    """
    may = columns(importable)
    faults = []
    for header, name in mapping.items():
        if header not in headers:
            faults.append(FieldError(header, _("The file has no such column.")))
        if name not in may:
            faults.append(FieldError(header, _("“%s” is no column of these records.") % name))
    filled = list(mapping.values())
    for name in sorted({name for name in filled if filled.count(name) > 1}):
        faults.append(FieldError(name, _("Two columns of the file fill it.")))
    if ("x" in filled) != ("y" in filled):
        faults.append(FieldError("x", _("A position needs both of its columns.")))
    identity = {*importable.identity}
    if not {*KEYS, "name_vi"} & set(filled) and not (identity and identity <= set(filled)):
        faults.append(FieldError("slug", _("Nothing names the records: assign a name or an id.")))
    if faults:
        raise Problem(422, "invalid-mapping", _("Some fields are not right."), faults)
