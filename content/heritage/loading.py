"""Loads the register from records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import override

from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS
from content.heritage.models import (
    Artefact,
    ArtefactKind,
    Confidence,
    Decision,
    Designation,
    Inscription,
    Intangible,
    Kind,
    Monument,
    Rank,
    Recognition,
    Register,
    Treasure,
    Type,
    TypeName,
)
from content.heritage.models.acts import Act
from geo.areas.models import Area
from geo.places.models import Place
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Licence, Record
from tourism_backend.publishing.records import (
    Item,
    Reading,
    Upserted,
    close,
    members_by_language,
    read_all,
    upsert,
)
from tourism_backend.publishing.seeding import Load

NAMES, MONUMENT_FILE, INTANGIBLE_FILE = "heritage_types.json", "monuments.json", "intangible.json"
ARTEFACT_FILE = "artefacts.json"
FILES = (NAMES, MONUMENT_FILE, INTANGIBLE_FILE, ARTEFACT_FILE)
SEED = Path(__file__).resolve().parent / "seed"
TRANSLATED = {"name": "name", "teaser": "teaser", "desc": "description"}  # member → field
COMMON = {
    *("slug", "places", "confidence", "remarks", "verified", "sources", "licence", "retrieved_on"),
    *members_by_language(*TRANSLATED),
}
OF_MONUMENT = COMMON | {
    *("kinds", "designations", "designated", "components", "dating", "sensitive", "decisions"),
}
OF_ARTEFACT = (COMMON - {"places"}) | {
    *("kind", "dimensions", "dating", "inventory_number", "place", "monument", "sensitive"),
    *("recognitions", *members_by_language("material")),
}
OF_INTANGIBLE = COMMON | {"type", "areas", "events", "inscriptions"}
OF_ACT = {"number", "dated", "authority", "source"}
Acts = dict[str, list[dict[str, str]]]


@transaction.atomic
def load(asked: Load) -> None:
    """Load and publish the register of a load's files.

    Acts that are not there yet are appended; none is changed or removed. Raises LoadRefused when
    a record is bad and none may be skipped.
    """
    _load_names(asked)
    given = {file: asked.records(file) for file in FILES[1:]}
    if not any(given.values()):
        return
    places = {place.slug: place for place in Place.objects.only("pk", "slug")}
    areas = {area.slug: area for area in Area.objects.only("pk", "slug")}
    acts: dict[str, Acts] = {file: {} for file in given}
    monuments = [
        item
        for reading in read_all(asked.report, MONUMENT_FILE, given[MONUMENT_FILE])
        if (item := _monument(reading, places, acts[MONUMENT_FILE]))
    ]
    names = dict(TypeName.objects.values_list("name", "type"))
    elements = [
        item
        for reading in read_all(asked.report, INTANGIBLE_FILE, given[INTANGIBLE_FILE])
        if (item := _intangible(reading, places, areas, names, acts[INTANGIBLE_FILE]))
    ]
    written = upsert(Monument, asked.provider, monuments, asked.actor, file=MONUMENT_FILE)
    told = upsert(Intangible, asked.provider, elements, asked.actor, file=INTANGIBLE_FILE)
    known = {one.slug: one for one in Monument.objects.only("pk", "slug")}
    objects = [
        item
        for reading in read_all(asked.report, ARTEFACT_FILE, given[ARTEFACT_FILE])
        if (item := _artefact(reading, places, known, acts[ARTEFACT_FILE]))
    ]
    kept = upsert(Artefact, asked.provider, objects, asked.actor, file=ARTEFACT_FILE)
    sizes = {file: len(records) for file, records in given.items()}
    close(asked.report, sizes, skip_bad=asked.skip_bad)
    _append(Decision, "monument", written, acts[MONUMENT_FILE])
    _append(Inscription, "intangible", told, acts[INTANGIBLE_FILE])
    _append(Recognition, "artefact", kept, acts[ARTEFACT_FILE])
    for collection, done in ((MONUMENTS, written), (INTANGIBLE, told), (ARTEFACTS, kept)):
        if done.to_publish:
            services.publish(asked.actor, collection, done.to_publish)


def _load_names(asked: Load) -> None:
    """The earlier names of types that are not there yet; curators' changes stay."""
    readings = read_all(asked.report, NAMES, asked.records(NAMES))
    tally = asked.report.tally(NAMES)
    held = set(TypeName.objects.values_list("name", flat=True))
    fresh = []
    for reading in readings:
        reading.only({"name", "rule", "type"})
        name = reading.text("name", required=True)
        kind = reading.choice("type", Type.values)
        if name in held:
            tally.same += 1
        elif reading.ok:
            fresh.append(TypeName(name=name, rule=reading.text("rule"), type=kind))
    TypeName.objects.bulk_create(fresh)
    tally.created = len(fresh)


def _common(reading: Reading) -> dict[str, Any]:
    return {
        "slug": reading.text("slug", required=True),
        **reading.translations(TRANSLATED),
        "confidence": reading.choice("confidence", Confidence.values, Confidence.MEDIUM),
        "remarks": reading.text("remarks"),
        "verified": reading.flag("verified"),
        "sources": reading.texts("sources"),
        "licence": reading.choice("licence", Licence.values),
        "retrieved_on": reading.day("retrieved_on"),
    }


def _monument(reading: Reading, places: Mapping[str, Place], acts: Acts) -> Item | None:
    """One monument's fields; None when it is bad. Its decisions go into ``acts``."""
    reading.only(OF_MONUMENT)
    belong = reading.all_of("places", places)
    values = {
        **_common(reading),
        "kinds": _in_order(reading.several("kinds", Kind.values), Kind.values),
        "designations": reading.several("designations", Designation.values),
        "designated": reading.text("designated"),
        "components": reading.texts("components"),
        "dating": reading.text("dating"),
        "sensitive": reading.flag("sensitive"),
        "place": belong[0] if belong else None,
    }
    acts[values["slug"]] = _acts(reading, "decisions", "rank", Rank.values, Decision)
    return Item(reading, values["slug"], values, {"places": belong}) if reading.ok else None


def _intangible(
    reading: Reading,
    places: Mapping[str, Place],
    areas: Mapping[str, Area],
    names: Mapping[str, str],
    acts: Acts,
) -> Item | None:
    """One element's fields; None when it is bad. Its inscriptions go into ``acts``."""
    reading.only(OF_INTANGIBLE)
    kind = reading.text("type", required=True)
    kind = names.get(kind, kind)
    if kind not in Type.values:
        reading.refuse("type", f"{kind!r} is no type, today's or an earlier one's name")
    values = {**_common(reading), "type": kind, "event_slugs": reading.texts("events")}
    links: dict[str, list[Any]] = {
        "places": reading.all_of("places", places),
        "areas": reading.all_of("areas", areas),
    }
    acts[values["slug"]] = _acts(reading, "inscriptions", "register", Register.values, Inscription)
    return Item(reading, values["slug"], values, links) if reading.ok else None


def _artefact(
    reading: Reading, places: Mapping[str, Place], monuments: Mapping[str, Monument], acts: Acts
) -> Item | None:
    """One object's fields; None when it is bad. Its recognitions go into ``acts``."""
    reading.only(OF_ARTEFACT)
    common = _common(reading)
    values = {
        **common,
        "kind": reading.choice("kind", ArtefactKind.values, ArtefactKind.ARTEFACT),
        **reading.translations({"material": "material"}),
        "dimensions": reading.text("dimensions"),
        "dating": reading.text("dating"),
        "inventory_number": reading.text("inventory_number"),
        "sensitive": reading.flag("sensitive"),
        "place": reading.one_of("place", places),
        "monument": reading.one_of("monument", monuments),
    }
    acts[values["slug"]] = _acts(reading, "recognitions", "rank", Treasure.values, Recognition)
    return Item(reading, values["slug"], values) if reading.ok else None


def _in_order(given: list[str], order: list[str]) -> list[str]:
    return [value for value in order if value in given]


def _acts(
    reading: Reading,
    member: str,
    value: str,
    allowed: list[str],
    model: type[Act],
) -> list[dict[str, str]]:
    """The acts of a record, each checked as its model checks it."""
    given = reading.members.get(member) or []
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        reading.refuse(member, "must be a list of objects")
        return []
    acts = []
    for number, one in enumerate(given):
        inner = Reading(reading.report, reading.file, reading.index, one)
        inner.slug = reading.slug
        inner.only(OF_ACT | {value})
        act = {name: inner.text(name) for name in sorted(OF_ACT)}
        act[value] = str(inner.choice(value, allowed))
        try:
            with override("en"):
                model(**act).full_clean(
                    exclude={"monument", "intangible", "artefact"},
                    validate_unique=False,
                    validate_constraints=False,
                )
        except ValidationError as error:
            reading.refuse(f"{member}[{number}]", "; ".join(error.messages))
        reading.ok = reading.ok and inner.ok
        acts.append(act)
    return acts


def _append(model: type[Act], owner: str, written: Upserted, acts: Acts) -> None:
    """Append what is new, and see that its record is published anew."""
    records: dict[str, Record] = written.records
    manager: Any = model._default_manager
    held: dict[int, list[Any]] = {}
    for act in manager.filter(**{f"{owner}__in": list(records.values())}):
        held.setdefault(getattr(act, f"{owner}_id"), []).append(act)
    fresh = []
    for slug, record in records.items():
        for act in acts.get(slug, ()):
            kept = held.get(record.pk, [])
            if any(all(getattr(one, name) == text for name, text in act.items()) for one in kept):
                continue
            fresh.append(model(**{owner: record}, **act))
            if record.uuid not in written.to_publish and _shown(record):
                written.to_publish.append(record.uuid)
    manager.bulk_create(fresh)


def _shown(record: Record) -> bool:
    return record.status == "published" and not record.pending
