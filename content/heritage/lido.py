"""A record of the register as LIDO 1.0 XML (lido-schema.org), of the public row alone.

Elements stand in the order of its schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content.heritage.linked_art import AAT, TERMS
from content.heritage.standing import bounds
from tourism_backend.common.text import xml

Item = Mapping[str, Any]

NAMESPACE = "http://www.lido-schema.org"
MEDIA_TYPE = "application/xml"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<lido:lidoWrap xmlns:lido="{NAMESPACE}">'


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What differs by the kind of record: types (name, address) and relations (name, kind)."""

    types: Sequence[tuple[str, str]]
    ranks: Sequence[str]
    repository: str  # what stands in the repository set
    dimensions: str = ""
    acts: Sequence[Item]
    related: Sequence[tuple[str, str]]


def monument(item: Item, page: str, owner: str) -> bytes:
    """A monument; ``page`` is its public page, ``owner`` who keeps the register."""
    types = [
        (name, AAT + TERMS[kind] if kind in TERMS else "")
        for kind, name in zip(item["kinds"], item["kind_names"], strict=True)
    ] or [(name, "") for name in item["designation_names"]]
    ranks = [item["rank_name"]] if item["rank"] else []
    where = _place(item["commune_name"]) if item["commune_name"] else ""
    repository = f"<lido:repositoryLocation>{where}</lido:repositoryLocation>" if where else ""
    related = [(one["name"], "is part of") for one in item["whole"]]
    told = _Told(
        types=types,
        ranks=[*ranks, *item["designation_names"]],
        repository=repository,
        acts=item["decisions"],
        related=related,
    )
    return _whole(item, page, owner, told)


def artefact(item: Item, page: str, owner: str) -> bytes:
    """An object and who keeps it."""
    keeper = "".join(
        f"<lido:repositoryName><lido:legalBodyName>{_appellation(place['name'])}"
        "</lido:legalBodyName></lido:repositoryName>"
        for place in item["at"]
    )
    if item["inventory_number"]:
        keeper += (
            f'<lido:workID lido:type="inventory number">{xml(item["inventory_number"])}'
            "</lido:workID>"
        )
    ranks = [item["rank_name"]] if item["rank"] else []
    related = [(one["name"], "belongs to") for one in item["of"]]
    told = _Told(
        types=[(item["kind_name"], "")],
        ranks=ranks,
        repository=keeper,
        dimensions=item["dimensions"],
        acts=item["recognitions"],
        related=related,
    )
    return _whole(item, page, owner, told)


def _whole(item: Item, page: str, owner: str, told: _Told) -> bytes:
    language = item["language"]
    parts = (
        HEAD,
        f'<lido:lido><lido:lidoRecID lido:type="URI">{xml(page)}</lido:lidoRecID>',
        f'<lido:descriptiveMetadata xml:lang="{language}">',
        *_classification(told.types, told.ranks),
        *_identification(item, told.repository, told.dimensions),
        *_events(item, told.acts),
        *_related(told.related),
        "</lido:descriptiveMetadata>",
        f'<lido:administrativeMetadata xml:lang="{language}"><lido:recordWrap>',
        f'<lido:recordID lido:type="local">{xml(item["slug"])}</lido:recordID>',
        "<lido:recordType><lido:term>item</lido:term></lido:recordType>",
        f"<lido:recordSource><lido:legalBodyName>{_appellation(owner)}</lido:legalBodyName>",
        "</lido:recordSource>",
        *_rights(item["licence"]),
        f"<lido:recordInfoSet><lido:recordInfoLink>{xml(page)}</lido:recordInfoLink>",
        "</lido:recordInfoSet></lido:recordWrap></lido:administrativeMetadata>",
        "</lido:lido></lido:lidoWrap>",
    )
    return "".join(parts).encode()


def _classification(types: Sequence[tuple[str, str]], ranks: Sequence[str]) -> Iterator[str]:
    yield "<lido:objectClassificationWrap><lido:objectWorkTypeWrap>"
    for name, address in types:
        told = f'<lido:conceptID lido:type="URI">{xml(address)}</lido:conceptID>' if address else ""
        yield f"<lido:objectWorkType>{told}{_term(name)}</lido:objectWorkType>"
    yield "</lido:objectWorkTypeWrap>"
    if ranks:
        yield "<lido:classificationWrap>"
        for name in ranks:
            yield f'<lido:classification lido:type="rank">{_term(name)}</lido:classification>'
        yield "</lido:classificationWrap>"
    yield "</lido:objectClassificationWrap>"


def _identification(item: Item, repository: str, dimensions: str) -> Iterator[str]:
    yield "<lido:objectIdentificationWrap><lido:titleWrap>"
    for code, name in item["names"].items():
        if name:
            yield f'<lido:titleSet><lido:appellationValue xml:lang="{code}">{xml(name)}'
            yield "</lido:appellationValue></lido:titleSet>"
    yield "</lido:titleWrap>"
    if repository:
        yield '<lido:repositoryWrap><lido:repositorySet lido:type="current">'
        yield f"{repository}</lido:repositorySet></lido:repositoryWrap>"
    text = item["description"] or item["teaser"]
    if text or item["sources"]:
        yield "<lido:objectDescriptionWrap><lido:objectDescriptionSet>"
        yield f"<lido:descriptiveNoteValue>{xml(text)}</lido:descriptiveNoteValue>" if text else ""
        for source in item["sources"]:
            yield f"<lido:sourceDescriptiveNote>{xml(source)}</lido:sourceDescriptiveNote>"
        yield "</lido:objectDescriptionSet></lido:objectDescriptionWrap>"
    if dimensions:
        yield "<lido:objectMeasurementsWrap><lido:objectMeasurementsSet>"
        yield f"<lido:displayObjectMeasurements>{xml(dimensions)}</lido:displayObjectMeasurements>"
        yield "</lido:objectMeasurementsSet></lido:objectMeasurementsWrap>"
    yield "</lido:objectIdentificationWrap>"


def _events(item: Item, acts: Sequence[Item]) -> Iterator[str]:
    """Its making, and each decision as an event."""
    told = [_event("Production", item["dating"])] if item["dating"] else []
    told += [
        _event("Type assignment", act["dated"] or "", act["number"] or "", act["authority"] or "")
        for act in acts
    ]
    if told:
        yield f"<lido:eventWrap>{''.join(told)}</lido:eventWrap>"


def _event(kind: str, dated: str, number: str = "", authority: str = "") -> str:
    parts = [f"<lido:eventType>{_term(kind)}</lido:eventType>"]
    if number:
        parts.append(f"<lido:eventName>{_appellation(number)}</lido:eventName>")
    if authority:
        parts.append(
            "<lido:eventActor><lido:displayActorInRole>"
            f"{xml(authority)}</lido:displayActorInRole></lido:eventActor>"
        )
    if dated:
        parts.append(f"<lido:eventDate><lido:displayDate>{xml(dated)}</lido:displayDate>")
        if dated.replace("-", "").isdecimal():
            first, last = bounds(dated)
            parts.append(f"<lido:date><lido:earliestDate>{first}</lido:earliestDate>")
            parts.append(f"<lido:latestDate>{last}</lido:latestDate></lido:date>")
        parts.append("</lido:eventDate>")
    return f"<lido:eventSet><lido:event>{''.join(parts)}</lido:event></lido:eventSet>"


def _related(related: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not related:
        return
    yield "<lido:objectRelationWrap><lido:relatedWorksWrap>"
    for name, kind in related:
        yield f"<lido:relatedWorkSet><lido:relatedWork><lido:displayObject>{xml(name)}"
        yield "</lido:displayObject></lido:relatedWork>"
        yield f"<lido:relatedWorkRelType>{_term(kind)}</lido:relatedWorkRelType>"
        yield "</lido:relatedWorkSet>"
    yield "</lido:relatedWorksWrap></lido:objectRelationWrap>"


def _rights(licence: str) -> Iterator[str]:
    if licence:
        yield f"<lido:recordRights><lido:rightsType>{_term(licence)}</lido:rightsType>"
        yield "</lido:recordRights>"


def _place(name: str) -> str:
    return f"<lido:namePlaceSet>{_appellation(name)}</lido:namePlaceSet>"


def _appellation(text: str) -> str:
    return f"<lido:appellationValue>{xml(text)}</lido:appellationValue>"


def _term(text: str) -> str:
    return f"<lido:term>{xml(text)}</lido:term>"
