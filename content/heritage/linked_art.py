"""A record of the register as Linked Art 1.0, the JSON-LD profile of CIDOC-CRM (linked.art/model).

Made of the public row alone. Terms are those of the Art & Architecture Thesaurus (aat), and where
it has none, lists of this API: whatever is a term or another thing has an address, as the profile
asks; what has none (who decided, of what it is made) is a statement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.heritage.models import Kind, Rank, Treasure
from content.heritage.standing import bounds

Node = dict[str, Any]
Item = Mapping[str, Any]

CONTEXT = "https://linked.art/ns/v1/linked-art.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
AAT = "http://vocab.getty.edu/aat/"
PRIMARY_NAME, DESCRIPTION, SOURCES = "300404670", "300435416", "300202264"
DIMENSIONS, MATERIALS = "300435430", "300435429"
TERMS = {
    Kind.ARCHAEOLOGICAL.value: "300000810",
    Kind.HISTORICAL.value: "300000833",
    Kind.ARCHITECTURAL.value: "300004792",
    Kind.SCENIC.value: "300008626",
}
WORDS = {**dict(Rank.choices), **dict(Treasure.choices)}
LANGUAGES = {
    "vi": ("https://www.wikidata.org/entity/Q9199", "Vietnamese"),
    "en": ("https://www.wikidata.org/entity/Q1860", "English"),
    "zh-hans": ("https://www.wikidata.org/entity/Q13414913", "Simplified Chinese"),
}


def monument(item: Item, own: str, site: str) -> Node:
    """A monument: an object made by people, or a place where it is nothing but landscape."""
    landscape = not set(item["kinds"]) - {Kind.SCENIC.value}
    listed = f"{site}/api/v1/monuments"
    terms = zip(item["kinds"], item["kind_names"], strict=True)
    made = zip(item["designations"], item["designation_names"], strict=True)
    node = _node("Place" if landscape else "HumanMadeObject", item, own)
    node["classified_as"] = [
        *(_kind(kind, name, f"{listed}?kind=") for kind, name in terms),
        *(_type(f"{listed}?designation={value}", name) for value, name in made),
    ]
    point = "" if item["lon"] is None else f"POINT ({item['lon']} {item['lat']})"
    if landscape:
        node["defined_by"] = point
    elif point:
        node["referred_to_by"].append(_said("Position (WGS 84)", point))
    area = {"slug": item["commune"], "name": item["commune_name"]}
    if area["slug"]:
        within = _ref(area, "Place", f"{site}/api/v1/areas/")
        node["part_of" if landscape else "current_location"] = [within] if landscape else within
    wholes = [_ref(one, node["type"], f"{site}/api/v1/monuments/") for one in item["whole"]]
    node["part_of"] = [*(node.get("part_of") or []), *wholes]
    node["produced_by"] = None if landscape else _production(item["dating"])
    node["attributed_by"] = [_act(act, item, f"{listed}?rank=") for act in item["decisions"]]
    return _told(node)


def artefact(item: Item, own: str, site: str) -> Node:
    """An object: what it is, of what, and where it is kept."""
    node = _node("HumanMadeObject", item, own)
    listed = f"{site}/api/v1/artefacts"
    node["classified_as"] = [_type(f"{listed}?kind={item['kind']}", item["kind_name"])]
    if item["material"]:
        node["referred_to_by"].append(_statement(MATERIALS, "Materials", item["material"]))
    if item["inventory_number"]:
        node["identified_by"].append({"type": "Identifier", "content": item["inventory_number"]})
    if item["dimensions"]:
        node["referred_to_by"].append(_statement(DIMENSIONS, "Dimensions", item["dimensions"]))
    node["current_location"] = next(
        (_ref(place, "Place", f"{site}/api/v1/places/") for place in item["at"]), None
    )
    node["produced_by"] = _production(item["dating"])
    node["attributed_by"] = [_act(act, item, f"{listed}?rank=") for act in item["recognitions"]]
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


def _said(label: str, text: str) -> Node:
    """A statement for which the thesaurus has no term."""
    return {"type": "LinguisticObject", "_label": label, "content": text}


def _type(address: str, label: str) -> Node:
    return {"id": address, "type": "Type", "_label": label}


def _term(aat: str, label: str) -> Node:
    return _type(AAT + aat, label)


def _kind(kind: str, label: str, listed: str) -> Node:
    return _term(TERMS[kind], label) if kind in TERMS else _type(listed + kind, label)


def _ref(one: Item, kind: str, base: str) -> Node:
    return {"id": base + one["slug"], "type": kind, "_label": one["name"]}


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


def _act(act: Item, item: Item, listed: str) -> Node:
    """A decision: that an authority assigned a rank on a day, or (nothing assigned) took it."""
    with override(item["language"]):
        label = str(WORDS.get(act["rank"], _("Rank withdrawn")))
    node: Node = {
        "type": "AttributeAssignment",
        "_label": label,
        "assigned": _type(listed + act["rank"], label) if act["rank"] else None,
        "referred_to_by": [_said("Authority", act["authority"])] if act["authority"] else [],
        "timespan": _timespan(act["dated"]) if act["dated"] else None,
        "identified_by": [{"type": "Identifier", "content": act["number"]}]
        if act["number"]
        else [],
    }
    return _told(node)


def _told(node: Node) -> Node:
    """Without what is not known."""
    return {name: value for name, value in node.items() if value not in (None, [], "")}
