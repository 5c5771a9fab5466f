"""A collection beside an OpenStreetMap extract: differences, offered one by one.

Nothing is overwritten: accepting one is an edit by the person who accepts, with all that edits
have to go through, and only while our value is still the one that was compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.gis.geos import Point
from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.areas.destination import within
from geo.exchange import progress, services
from geo.exchange.columns import Cells, Wrong
from geo.exchange.evaluation import shown
from geo.exchange.formats import FileRefused, recognised
from geo.exchange.importable import Importable, importables
from geo.exchange.models import Comparing, Comparison, Decided, Difference
from geo.exchange.osm import Known, Matcher, Object, alike, objects
from geo.exchange.systems import WGS84
from tourism_backend.accounts.models import User
from tourism_backend.common.problems import FieldError, Problem
from tourism_backend.common.text import clean, slugify_vi
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.collection import column, in_languages, source_language
from tourism_backend.publishing.models import Licence
from tourism_backend.publishing.records import alike as same

# Nearer than this two positions tell nothing new: metres.
SHIFT_M = 50
SOURCE = "https://www.openstreetmap.org/"
BATCH = 1000
TOLD_EVERY = 100


@transaction.atomic
def upload(actor: User, collection: str, file: File[bytes], name: str) -> Comparison:
    """Keep an extract and have it compared. Raises Forbidden; Problem 422 for another file."""
    importable = services.importable_of(actor, collection)
    try:
        format = recognised(file, file.size or 0)
        if format not in services.EXTRACTS:
            raise FileRefused(_("This is no OpenStreetMap extract: .osm or .osm.pbf."))
        if not importable.osm:
            raise FileRefused(_("These records are not compared with OpenStreetMap."))
    except FileRefused as refused:
        errors = [FieldError("file", str(refused))]
        detail = _("Some fields are not right.")
        raise Problem(422, "invalid-import", detail, errors) from None
    comparison = Comparison(
        collection=collection, name=clean(name)[-255:], format=format, uploaded_by=actor
    )
    comparison.file.save(name, file, save=False)
    comparison.save()
    queue(comparison)
    return comparison


def queue(comparison: Comparison) -> None:
    """Have a worker compare, once this is committed."""
    from geo.exchange.tasks import compare

    progress.begin(comparison)
    key, language = comparison.pk, get_language()
    transaction.on_commit(lambda: compare.delay(key, language))


@transaction.atomic
def start_again(actor: User, comparison: Comparison) -> None:
    """Queue a comparison again from which nothing is heard. Raises Problem 409 while it works."""
    services.importable_of(actor, comparison.collection)
    held = Comparison.objects.select_for_update().get(pk=comparison.pk)
    if not held.busy or not progress.silent(held, services.SILENT_S):
        raise Problem(409, "busy", _("It is being worked on."))
    queue(held)


def run(pk: int) -> str:
    """Compare, in one transaction: killed, it leaves nothing; run twice, it does nothing more."""
    with transaction.atomic():
        comparison = Comparison.objects.select_for_update().filter(pk=pk).first()
        if comparison is None or comparison.state != Comparing.READING:
            return comparison.state if comparison else ""
        try:
            with transaction.atomic():
                _compare(comparison)
                comparison.state = Comparing.READY
        except FileRefused as refused:
            comparison.state, comparison.problem = Comparing.REFUSED, str(refused)
        comparison.save()
        return comparison.state


def _compare(comparison: Comparison) -> None:
    importable = importables.get(comparison.collection)
    matcher = Matcher(_known(importable))
    cells, kinds = Cells(importable), importable.osm_kinds()
    found: list[Difference] = []
    with comparison.file.open("rb") as file:
        for one in objects(file, comparison.format):
            if not within(one.lon, one.lat):
                continue
            comparison.objects_seen += 1
            if not comparison.objects_seen % TOLD_EVERY:
                progress.tell(comparison, comparison.objects_seen, 0)
            match = matcher.match(one)
            if match is not None:
                comparison.matched += 1
                found += _differences(comparison, importable, cells, one, match)
            else:
                found += _lacking(comparison, importable, kinds, one)
    Difference.objects.bulk_create(found, batch_size=BATCH)


def _known(importable: Importable) -> list[Known[Any]]:
    records: Any = importable.model._default_manager
    names = in_languages("name")
    return [
        Known(
            record=record,
            osm_id=record.osm_id,
            names=[text for name in names if (text := getattr(record, name))],
            lon=place.x,
            lat=place.y,
        )
        for record in records.filter(**{f"{importable.geometry}__isnull": False})
        if (place := getattr(record, importable.geometry))
    ]


def _differences(
    comparison: Comparison,
    importable: Importable,
    cells: Cells,
    one: Object,
    match: tuple[Known[Any], float],
) -> Iterator[Difference]:
    record, metres = match[0].record, match[1]

    def differs(name: str, theirs: Any) -> Difference:
        return Difference(
            comparison=comparison,
            record=record.uuid,
            title=str(record)[:200],
            osm_id=one.id,
            metres=metres,
            field=name,
            ours=shown(getattr(record, name)),
            theirs=theirs,
            point=Point(one.lon, one.lat, srid=WGS84),
        )

    if not record.osm_id:
        yield differs("osm_id", one.id)
    for name, text in said(importable, one).items():
        ours = getattr(record, name)
        try:
            value = cells.value(name, text)
        except Wrong:
            continue
        spelt_otherwise = name.startswith("name_") and alike(str(ours or ""), text)
        if not same(ours, value) and not spelt_otherwise:
            yield differs(name, text)
    if metres > SHIFT_M:
        yield differs(importable.geometry, [one.lon, one.lat])


def said(importable: Importable, one: Object) -> dict[str, str]:
    """What an object says of a record's columns."""
    return {
        name: text
        for name, tags in importable.osm.items()
        if (text := next((one.tags[tag] for tag in tags if one.tags.get(tag)), ""))
    }


def _lacking(
    comparison: Comparison,
    importable: Importable,
    kinds: Mapping[str, Mapping[str, str]],
    one: Object,
) -> Iterator[Difference]:
    """An object of a kind that the collection holds, and that it lacks."""
    exact = [f"{key}={value}" for key, value in one.tags.items()]
    any_of_key = [f"{key}=*" for key in one.tags]
    kind = next((kinds[tag] for tag in (*exact, *any_of_key) if tag in kinds), None)
    if kind is not None:
        yield Difference(
            comparison=comparison,
            title=one.name[:200],
            osm_id=one.id,
            theirs={**said(importable, one), **kind},
            point=Point(one.lon, one.lat, srid=WGS84),
        )


def told(difference: Difference) -> str:
    """What OpenStreetMap says, as a text."""
    theirs = difference.theirs
    if isinstance(theirs, list):
        return shown(Point(theirs[0], theirs[1], srid=WGS84))
    return theirs if isinstance(theirs, str) else ""


# --- deciding


@transaction.atomic
def accept(actor: User, difference: Difference) -> Any:
    """Take over one difference as an edit of the actor's; the record.

    Raises Forbidden; Problem 409 where it was decided, or ours has changed; ValidationError for a
    value that our rules refuse.
    """
    held = _held(difference)
    importable = services.importable_of(actor, held.comparison.collection)
    if held.record is None:
        record = _made(importable, held)
        publishing.save(actor, record, [])
    else:
        record = _changed(importable, held)
        publishing.save(actor, record, [held.field])
    _decide(actor, held, Decided.ACCEPTED)
    return record


@transaction.atomic
def leave(actor: User, difference: Difference) -> None:
    """Leave ours as it is. Raises Forbidden; Problem 409 where it was decided."""
    held = _held(difference)
    services.importable_of(actor, held.comparison.collection)
    _decide(actor, held, Decided.LEFT)


def _held(difference: Difference) -> Difference:
    held = Difference.objects.select_for_update(of=("self",)).get(pk=difference.pk)
    if held.state != Decided.OPEN:
        raise Problem(409, "wrong-state", _("This was decided before."))
    return held


def _decide(actor: User, held: Difference, state: Decided) -> None:
    held.state, held.decided_by, held.decided_at = state, actor, timezone.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])


def _changed(importable: Importable, held: Difference) -> Any:
    records: Any = importable.model._default_manager
    record = records.select_for_update(of=("self",)).filter(uuid=held.record).first()
    if record is None or shown(getattr(record, held.field)) != held.ours:
        raise Problem(409, "changed-meanwhile", _("Ours has changed since it was compared."))
    if held.field == importable.geometry:
        lon, lat = held.theirs
        setattr(record, held.field, Point(lon, lat, srid=WGS84))
    elif held.field == "osm_id":
        record.osm_id = held.theirs
    else:
        setattr(record, held.field, Cells(importable).value(held.field, held.theirs))
    return record


def _made(importable: Importable, held: Difference) -> Any:
    cells = Cells(importable)
    values = {
        **importable.defaults,
        **{name: cells.value(name, text) for name, text in held.theirs.items()},
        importable.geometry: held.point,
        "osm_id": held.osm_id,
        "slug": f"{slugify_vi(held.title, 90)}-{held.osm_id.replace('/', '-')}".strip("-"),
        "sources": [f"{SOURCE}{held.osm_id}"],
        "licence": Licence.ODBL,
    }
    values.setdefault(f"name_{column(source_language())}", held.title)
    return importable.model(**values)
