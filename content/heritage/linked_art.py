"""A record of the register as Linked Art 1.0, the JSON-LD profile of CIDOC-CRM (linked.art/model).

Made of the public row alone. Terms are those of the Art & Architecture Thesaurus (aat).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content.heritage.models import Kind
from content.heritage.standing import bounds

Node = dict[str, Any]
Item = Mapping[str, Any]

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
AAT = "http://vocab.getty.edu/aat/"
PRIMARY_NAME, DESCRIPTION, SOURCES, DIMENSIONS = "300404670", "300435416", "300202264", "300435430"
TERMS = {
    Kind.ARCHAEOLOGICAL.value: "300000810",
    Kind.HISTORICAL.value: "300000833",
    Kind.ARCHITECTURAL.value: "300004792",
    Kind.SCENIC.value: "300008626",
}
LANGUAGES = {
    "vi": ("https://www.wikidata.org/entity/Q9199", "Vietnamese"),
    "en": ("https://www.wikidata.org/entity/Q1860", "English"),
    "zh-hans": ("https://www.wikidata.org/entity/Q13414913", "Simplified Chinese"),
}


def monument(item: Item, own: str, site: str) -> Node:
    """A monument: an object made by people, or a place where it is nothing but landscape."""
    landscape = not set(item["kinds"]) - {Kind.SCENIC.value}
    terms = zip(item["kinds"], item["kind_names"], strict=True)
    known = [_term(TERMS.get(kind), name) for kind, name in terms]
    node = _node("Place" if landscape else "HumanMadeObject", item, own)
    node["classified_as"] = [*known, *(_term(None, name) for name in item["designation_names"])]
    where = _where(item, site)
    if where:
        node["defined_by" if landscape else "current_location"] = (
            where.get("defined_by") if landscape else where
        )
    wholes = [_ref(one, node["type"], f"{site}/api/v1/monuments/") for one in item["whole"]]
    node["part_of"] = wholes
    node["produced_by"] = None if landscape else _production(item["dating"])
    node["attributed_by"] = [_act(act, item) for act in item["decisions"]]
    return _told(node)


def artefact(item: Item, own: str, site: str) -> Node:
    """An object: what it is, of what, and where it is kept."""
    node = _node("HumanMadeObject", item, own)
    node["classified_as"] = [_term(None, item["kind_name"])]
    node["made_of"] = [_named("Material", item["material"])] if item["material"] else []
    if item["inventory_number"]:
        node["identified_by"].append({"type": "Identifier", "content": item["inventory_number"]})
    if item["dimensions"]:
        node["referred_to_by"].append(_statement(DIMENSIONS, "Dimensions", item["dimensions"]))
    node["current_location"] = next(
        (_ref(place, "Place", f"{site}/api/v1/places/") for place in item["at"]), None
    )
    node["produced_by"] = _production(item["dating"])
    node["attributed_by"] = [_act(act, item) for act in item["recognitions"]]
    return _told(node)


def _node(kind: str, item: Item, own: str) -> Node:
    text = item["description"] or item["teaser"]
    statements = [_statement(DESCRIPTION, "Description", text)] if text else []
    sources = [_statement(SOURCES, "Sources", source) for source in item["sources"]]
    return {
        "@context": CONTEXT,
        "id": own,
        "type": kind,
        "_label": item["name"],
        "identified_by": [
            *(_name(code, name) for code, name in item["names"].items() if name),
            {"type": "Identifier", "content": item["slug"]},
        ],
        "referred_to_by": [*statements, *sources],
    }


def _name(code: str, name: str) -> Node:
    told: Node = {"type": "Name", "content": name}
    told["classified_as"] = [_term(PRIMARY_NAME, "Primary Name")]
    if code in LANGUAGES:
        address, label = LANGUAGES[code]
        told["language"] = [{"id": address, "type": "Language", "_label": label}]
    return told


def _statement(term: str, label: str, text: str) -> Node:
    return {
        "type": "LinguisticObject",
        "classified_as": [_term(term, label)],
        "content": text,
    }


def _term(aat: str | None, label: str) -> Node:
    node = _named("Type", label)
    return node if aat is None else {"id": AAT + aat, **node}


def _named(kind: str, label: str) -> Node:
    return {"type": kind, "_label": label}


def _ref(one: Item, kind: str, base: str) -> Node:
    return {"id": base + one["slug"], **_named(kind, one["name"])}


def _where(item: Item, site: str) -> Node:
    """The commune, and the point as the public sees it."""
    if item["commune"] is None and item["lon"] is None:
        return {}
    place = _named("Place", item["commune_name"] or item["name"])
    if item["commune"]:
        place = {"id": f"{site}/api/v1/areas/{item['commune']}", **place}
    if item["lon"] is not None:
        place["defined_by"] = f"POINT ({item['lon']} {item['lat']})"
    return place


def _production(dating: str) -> Node | None:
    return {"type": "Production", "timespan": _timespan(dating)} if dating else None


def _timespan(dated: str) -> Node:
    """Named as it is written; with its bounds where it is a plain day, month or year."""
    span: Node = {"type": "TimeSpan", "identified_by": [{"type": "Name", "content": dated}]}
    if dated.replace("-", "").isdecimal():
        first, last = bounds(dated)
        span["begin_of_the_begin"] = f"{first}T00:00:00Z"
        span["end_of_the_end"] = f"{last}T23:59:59Z"
    return span


def _act(act: Item, item: Item) -> Node:
    """A decision: that an authority assigned a rank on a day."""
    last = act["rank"] == item["rank"]
    label = item["rank_name"] if last else act["rank"] or "withdrawn"
    node: Node = {
        "type": "AttributeAssignment",
        "_label": label,
        "assigned_property": "classified_as",
        "assigned": [_term(None, label)],
        "carried_out_by": [_named("Group", act["authority"])] if act["authority"] else [],
        "timespan": _timespan(act["dated"]) if act["dated"] else None,
        "identified_by": [{"type": "Identifier", "content": act["number"]}]
        if act["number"]
        else [],
    }
    return _told(node)


def _told(node: Node) -> Node:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, [], "")}
