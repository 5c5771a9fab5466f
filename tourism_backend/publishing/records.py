"""Records from files: read with every fault named, and written only where they differ.

Every room's ``loading.py`` reads and writes with these. A record is named by its provider and its
id there; fields a curator has made their own are left alone, and so is what a curator withdrew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

import pghistory
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from tourism_backend.common.actors import Actor
from tourism_backend.common.text import clean
from tourism_backend.publishing import bulk
from tourism_backend.publishing.collection import column, source_language
from tourism_backend.publishing.models import Record, Status

M = TypeVar("M")

# A suffix of a member's name, and of the column it fills.
LANGUAGES = {"vi": "vi", "en": "en", "zh": "zh_hans"}


def members_by_language(*members: str) -> set[str]:
    """The names under which files hold a text in each language: ``name_vi``, ``name_en``, …"""
    return {f"{member}_{suffix}" for member in members for suffix in LANGUAGES}


@dataclass(frozen=True)
class BrokenRule:
    """A constraint of the database that a record breaks."""

    name: str

    def __str__(self) -> str:
        return f"breaks the rule {self.name}"


@dataclass(frozen=True)
class Refusal:
    """Why a record was not taken: the file, its place in it (from 0), the member, the reason."""

    file: str
    index: int
    slug: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}[{self.index}] {self.slug or '?'}: {self.field}: {self.reason}"


@dataclass
class Tally:
    """What became of the records of one file."""

    created: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return (
            f"{self.created} created, {self.changed} changed, "
            f"{self.same} same, {self.refused} refused"
        )


@dataclass
class Report:
    """What a load did, or would do."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def tally(self, file: str) -> Tally:
        """The counts of one file."""
        return self.tallies.setdefault(file, Tally())

    @property
    def written(self) -> int:
        """How many records were created or changed."""
        return sum(tally.created + tally.changed for tally in self.tallies.values())


class LoadRefused(Exception):
    """Records were bad and none was taken; ``report`` names each."""

    def __init__(self, report: Report) -> None:
        super().__init__(f"{len(report.refusals)} faults; nothing was loaded")
        self.report = report


class Reading:
    """One record of a file: typed values out, every fault noted in the report."""

    def __init__(self, report: Report, file: str, index: int, record: Any) -> None:
        self.report, self.file, self.index = report, file, index
        self.ok = True
        self.members: Mapping[str, Any] = record if isinstance(record, Mapping) else {}
        slug = self.members.get("slug") or self.members.get("code")
        self.slug = slug if isinstance(slug, str) else ""
        if not isinstance(record, Mapping):
            self.refuse("(record)", "is not an object")

    def refuse(self, name: str, reason: str) -> None:
        """Note a fault."""
        self.ok = False
        self.report.refusals.append(Refusal(self.file, self.index, self.slug, name, reason))

    def only(self, known: Collection[str]) -> None:
        """Refuse members nobody knows: they are typing errors."""
        for name in self.members:
            if name not in known:
                self.refuse(str(name), "unknown member")

    def text(self, name: str, *, required: bool = False) -> str:
        """A text, cleaned; empty where there is none."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, str):
            self.refuse(name, f"must be text, not {value!r}")
            return ""
        cleaned = clean(value or "")
        if required and not cleaned:
            self.refuse(name, "is missing")
        return cleaned

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self.members.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(name, "must be a list of texts")
            return []
        return [clean(item) for item in value]

    def number(self, name: str, low: float, high: float, *, required: bool = False) -> float | None:
        """A finite number from ``low`` to ``high``."""
        value = self.members.get(name)
        if value is None:
            if required:
                self.refuse(name, "is missing")
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            self.refuse(name, f"must be a number, not {value!r}")
            return None
        if not low <= value <= high:
            self.refuse(name, f"must be from {low:g} to {high:g}, not {value:g}")
            return None
        return float(value)

    def integer(self, name: str, low: int, high: int, *, required: bool = False) -> int | None:
        """A whole number from ``low`` to ``high``."""
        value = self.number(name, low, high, required=required)
        if value is not None and value != int(value):
            self.refuse(name, f"must be a whole number, not {value:g}")
            return None
        return None if value is None else int(value)

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        """One of the allowed texts."""
        value = self.text(name) or default
        if value not in allowed:
            self.refuse(name, f"{value!r} is none of {', '.join(sorted(filter(None, allowed)))}")
            return default
        return value

    def flag(self, name: str) -> bool:
        """True or false; false where it is missing."""
        value = self.members.get(name)
        if value is not None and not isinstance(value, bool):
            self.refuse(name, f"must be true or false, not {value!r}")
        return value is True

    def translations(self, members: Mapping[str, str], required: str = "name") -> dict[str, str]:
        """Texts by language: ``members`` are the file's names and the model's fields they fill.

        The member ``required`` must be there in the source language.
        """
        source = column(source_language())
        return {
            f"{field}_{filled}": self.text(
                f"{member}_{suffix}", required=(member, filled) == (required, source)
            )
            for member, field in members.items()
            for suffix, filled in LANGUAGES.items()
        }

    def several(self, name: str, allowed: Collection[str]) -> list[str]:
        """A list of the allowed texts, each once, sorted."""
        values = sorted(set(self.texts(name)))
        for value in values:
            if value not in allowed:
                self.refuse(name, f"{value!r} is none of {', '.join(allowed)}")
        return values

    def months(self, name: str) -> list[int]:
        """A list of months, 1 to 12, in the order given."""
        months = self.members.get(name) or []
        good = isinstance(months, list) and all(
            isinstance(month, int) and not isinstance(month, bool) and 1 <= month <= 12
            for month in months
        )
        if not good:
            self.refuse(name, "must be a list of months, 1 to 12")
            return []
        return list(months)

    def day(self, name: str) -> date | None:
        """A date, written YYYY-MM-DD."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(name, f"{text!r} is no date: YYYY-MM-DD")
            return None

    def time_of_day(self, name: str) -> time | None:
        """A time of day, written HH:MM."""
        text = self.text(name)
        try:
            return time.fromisoformat(text) if text else None
        except ValueError:
            self.refuse(name, f"{text!r} is no time of day: HH:MM")
            return None

    def one_of(self, name: str, known: Mapping[str, M], *, required: bool = False) -> M | None:
        """The record a member names by its slug."""
        slug = self.text(name, required=required)
        if slug and slug not in known:
            self.refuse(name, f"no record {slug!r}")
        return known.get(slug)

    def all_of(self, name: str, known: Mapping[str, M]) -> list[M]:
        """The records a member lists by their slugs, in the order given."""
        slugs = self.texts(name)
        for slug in slugs:
            if slug not in known:
                self.refuse(name, f"no record {slug!r}")
        return [known[slug] for slug in dict.fromkeys(slugs) if slug in known]


@dataclass(frozen=True)
class Item:
    """A record that was read: its id at the provider, the model's fields, its many-valued links.

    ``links`` are many-to-many fields and the records each is to hold.
    """

    reading: Reading
    external_id: str
    values: Mapping[str, Any]
    links: Mapping[str, Collection[Any]] = field(default_factory=dict)


@dataclass
class Upserted:
    """What a write did: the records by their id at the provider, and which to publish."""

    records: dict[str, Any] = field(default_factory=dict)
    to_publish: list[UUID] = field(default_factory=list)


def upsert(
    model: type[Record], provider: str, items: Iterable[Item], actor: Actor, *, file: str
) -> Upserted:
    """Write what is new or differs. Faults are noted in each item's report, not raised."""
    held: Any = model._default_manager
    items = list(items)
    linked = sorted({name for item in items for name in item.links})
    ours = held.filter(provider=provider).prefetch_related(*linked)
    kept = {record.external_id: record for record in ours}
    slugs = {record.slug: record.external_id for record in kept.values()}
    wanted = [item.values["slug"] for item in items]
    foreign = held.exclude(provider=provider).filter(slug__in=wanted).values_list("slug", flat=True)
    taken = set(foreign)
    result = Upserted()
    with pghistory.context(actor=actor.label):
        for item in items:
            tally = item.reading.report.tally(file)
            if item.values["slug"] in taken:
                item.reading.refuse("slug", "is taken by a record from elsewhere")
            elif slugs.setdefault(item.values["slug"], item.external_id) != item.external_id:
                item.reading.refuse("slug", "is used twice")
            if not item.reading.ok:
                continue
            record = kept.get(item.external_id)
            record, outcome = _write(model, provider, record, item)
            if outcome == "refused":
                continue
            if _link(record, item, new=outcome == "created") and outcome == "same":
                outcome = "changed"
            setattr(tally, outcome, getattr(tally, outcome) + 1)
            result.records[item.external_id] = record
            if outcome == "created" or (outcome == "changed" and _shown(record)):
                result.to_publish.append(record.uuid)
    return result


def _shown(record: Record) -> bool:
    """Whether the public sees the record as it was: an import may show it as it is now."""
    return record.status == Status.PUBLISHED and not record.pending


def _write(model: type[Record], provider: str, record: Any, item: Item) -> tuple[Any, str]:
    """Write one record; the record, and created, changed, same or refused."""
    outcome = "changed"
    if record is None:
        outcome = "created"
        record = model(provider=provider, external_id=item.external_id)
        changed = dict(item.values)
    else:
        changed = {
            name: value
            for name, value in item.values.items()
            if name not in record.own_fields and not alike(getattr(record, name), value)
        }
        if not changed:
            return record, "same"
    for name, value in changed.items():
        setattr(record, name, value)
    record.updated_at = timezone.now()
    try:
        # Constraints are the database's to check: asking beforehand is a query for each.
        record.full_clean(validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            record.save()
    except ValidationError as error:
        _refuse(item.reading, error)
        return record, "refused"
    except IntegrityError as error:
        item.reading.refuse("(record)", str(broken_rule(error)))
        return record, "refused"
    return record, outcome


def write_all(
    records: Sequence[Record], fields: Collection[str]
) -> list[tuple[Record, BrokenRule]]:
    """Write many records in few statements; those the database refuses come back with the reason.

    New records are inserted whole, of the others these ``fields`` are updated. Nothing is checked
    beforehand but by the database, and who writes is the caller's to say (see ``services``).
    """
    known = {record.pk: record for record in records if record.pk is not None}
    new = [record for record in records if record.pk is None]
    return [
        *_halving(new, bulk.insert),
        *_halving(list(known.values()), partial(bulk.update, names=fields)),
    ]


BATCH = 1000


def _halving(
    records: Sequence[Record], write: Callable[[Sequence[Record]], None]
) -> Iterator[tuple[Record, BrokenRule]]:
    """Write in batches; a batch that is refused is halved until the record at fault is alone."""
    waiting = [records[at : at + BATCH] for at in range(0, len(records), BATCH)]
    while waiting:
        batch = waiting.pop()
        keys = [record.pk for record in batch]
        try:
            with transaction.atomic():
                write(batch)
        except IntegrityError as error:
            for record, key in zip(batch, keys, strict=True):
                record.pk = key
            if len(batch) == 1:
                yield batch[0], broken_rule(error)
            else:
                half = len(batch) // 2
                waiting += [batch[:half], batch[half:]]


def _link(record: Any, item: Item, *, new: bool) -> bool:
    """Make the many-valued links true; whether any differed."""
    differed = False
    for name, wanted in item.links.items():
        related = getattr(record, name)
        held = set() if new else {linked.pk for linked in related.all()}
        if name not in record.own_fields and held != {linked.pk for linked in wanted}:
            related.set(wanted)
            differed = True
    return differed


def broken_rule(error: IntegrityError) -> BrokenRule:
    """Which constraint a record breaks; never the database's own text, which quotes rows."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return BrokenRule(getattr(diagnosis, "constraint_name", None) or "of the database")


def _refuse(reading: Reading, error: ValidationError) -> None:
    with override("en"):  # as all reasons here
        found = error.message_dict
    for name, messages in found.items():
        if f"{name}_{column(source_language())}" in found:
            continue  # said once, of the column it is in
        for message in messages:
            reading.refuse("(record)" if name == NON_FIELD_ERRORS else name, message)


def alike(kept: Any, given: Any, tolerance: float = 0) -> bool:
    """Whether two values of a field say the same.

    ``tolerance`` is for what comes from files, which round: floats and degrees; with it, times are
    compared to the second.
    """
    if tolerance and isinstance(kept, float) and isinstance(given, float):
        return abs(kept - given) <= tolerance
    if tolerance and isinstance(kept, datetime) and isinstance(given, datetime):
        return abs(kept - given) < timedelta(seconds=1)
    if isinstance(kept, GEOSGeometry) and isinstance(given, GEOSGeometry):
        return kept.srid == given.srid and kept.equals_exact(given, tolerance)
    # A translation that is missing is NULL or empty.
    return bool(kept == given) or (kept in (None, "") and given in (None, ""))


def close(report: Report, sizes: Mapping[str, int], *, skip_bad: bool) -> None:
    """Count the refused records; raise LoadRefused if there are any and none may be skipped."""
    for file in sizes:
        bad = {refusal.index for refusal in report.refusals if refusal.file == file}
        report.tally(file).refused = len(bad)
    if report.refusals and not skip_bad:
        raise LoadRefused(report)


def read_all(report: Report, file: str, records: Sequence[Any]) -> list[Reading]:
    """Each record of a file as a Reading; ids that come twice are refused."""
    readings = [Reading(report, file, index, record) for index, record in enumerate(records)]
    seen: set[str] = set()
    for reading in readings:
        if reading.slug and reading.slug in seen:
            reading.refuse("slug" if "slug" in reading.members else "code", "comes twice")
        seen.add(reading.slug)
    return readings
