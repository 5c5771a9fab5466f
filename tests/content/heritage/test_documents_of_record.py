"""Rank on a day, Linked Art, LIDO: made of the public row."""

import re

import pytest
from cromulent.reader import Reader
from lxml import etree

from content.heritage.collection import MONUMENTS
from content.heritage.lido import NAMESPACE
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
API = "/api/v1"
L = f"{{{NAMESPACE}}}"
# The content model of LIDO 1.0 (lido-v1.0.xsd of ICOM-CIDOC), of the elements that are used here:
# what may stand in each, in its order; ? at most once, * any number, + at least once.
LIDO = {
    "lidoWrap": "lido+",
    "lido": "lidoRecID+ objectPublishedID* category? descriptiveMetadata+ administrativeMetadata+",
    "descriptiveMetadata": "objectClassificationWrap objectIdentificationWrap eventWrap?"
    " objectRelationWrap?",
    "objectClassificationWrap": "objectWorkTypeWrap classificationWrap?",
    "objectWorkTypeWrap": "objectWorkType+",
    "classificationWrap": "classification*",
    "objectIdentificationWrap": "titleWrap inscriptionsWrap? repositoryWrap?"
    " displayStateEditionWrap? objectDescriptionWrap? objectMeasurementsWrap?",
    "titleWrap": "titleSet+",
    "repositoryWrap": "repositorySet*",
    "repositorySet": "repositoryName? workID* repositoryLocation?",
    "repositoryLocation": "placeID* namePlaceSet* gml* partOfPlace* placeClassification*",
    "objectDescriptionWrap": "objectDescriptionSet*",
    "objectDescriptionSet": "descriptiveNoteID* descriptiveNoteValue* sourceDescriptiveNote*",
    "objectMeasurementsWrap": "objectMeasurementsSet*",
    "objectMeasurementsSet": "displayObjectMeasurements* objectMeasurements?",
    "eventWrap": "eventSet*",
    "eventSet": "displayEvent* event?",
    "event": "eventID* eventType roleInEvent* eventName* eventActor* culture* eventDate?"
    " periodName* eventPlace* eventMethod* eventMaterialsTech* thingPresent* relatedEventSet*"
    " eventDescriptionSet*",
    "eventActor": "displayActorInRole* actorInRole?",
    "eventDate": "displayDate* date?",
    "date": "earliestDate? latestDate?",
    "objectRelationWrap": "subjectWrap? relatedWorksWrap?",
    "relatedWorksWrap": "relatedWorkSet*",
    "relatedWorkSet": "relatedWork? relatedWorkRelType?",
    "relatedWork": "displayObject* object?",
    "administrativeMetadata": "rightsWorkWrap? recordWrap resourceWrap?",
    "recordWrap": "recordID+ recordType recordSource+ recordRights* recordInfoSet*",
    "recordRights": "rightsType* rightsDate? rightsHolder* creditLine*",
    "recordInfoSet": "recordInfoID* recordInfoLink* recordMetadataDate*",
}
LIDO |= dict.fromkeys(
    ("objectWorkType", "classification", "eventType", "relatedWorkRelType", "recordType",
     "rightsType"),
    "conceptID* term*",
)  # fmt: skip
LIDO |= dict.fromkeys(("titleSet", "namePlaceSet", "legalBodyName", "eventName"),
                      "appellationValue+ sourceAppellation*")  # fmt: skip
LIDO |= dict.fromkeys(
    ("repositoryName", "recordSource"), "legalBodyID* legalBodyName* legalBodyWeblink*"
)
TEXT = {
    *("lidoRecID", "recordID", "conceptID", "workID", "term", "appellationValue", "displayDate"),
    *("descriptiveNoteValue", "sourceDescriptiveNote", "displayObjectMeasurements"),
    *("displayActorInRole", "earliestDate", "latestDate", "displayObject", "recordInfoLink"),
}
TYPE, LANG = f"{L}type", "{http://www.w3.org/XML/1998/namespace}lang"
# Attributes: those that must be there, and those that may be.
MUST = {"lidoRecID": TYPE, "recordID": TYPE, "conceptID": TYPE}
MUST |= {"descriptiveMetadata": LANG, "administrativeMetadata": LANG}
MAY = {"workID": TYPE, "repositorySet": TYPE, "classification": TYPE, "appellationValue": LANG}
# The JSON schemas of the Linked Art API 1.0: what must be there, and what else may be.
NAMED = {"_label", "identified_by", "classified_as"}
ENTITY = {*NAMED, "referred_to_by", "equivalent", "representation", "member_of", "subject_of"}
ENTITY |= {"attributed_by", "@context", "part_of"}
PROFILE = {
    "HumanMadeObject": (
        {"@context", "id", "_label"},
        {*ENTITY, "dimension", "made_of", "current_location", "produced_by"},
    ),
    "Place": ({"@context", "id", "_label"}, {*ENTITY, "defined_by", "approximated_by"}),
    "Type": ({"id"}, NAMED),
    "Name": ({"content"}, {*NAMED, "language", "part"}),
    "Identifier": ({"content"}, {*NAMED, "part", "assigned_by"}),
    "LinguisticObject": ({"content"}, {*NAMED, "language", "format"}),
    "Language": ({"id"}, {"_label"}),
    "TimeSpan": (set(), {*NAMED, "begin_of_the_begin", "end_of_the_end"}),
    "Production": (set(), {*NAMED, "referred_to_by", "timespan"}),
    "AttributeAssignment": (
        set(), {*NAMED, "referred_to_by", "timespan", "assigned"},
    ),
}  # fmt: skip
REFERENCE = ({"id"}, {"_label"})  # a thing that has a document of its own
RECORDS = [
    ("monuments", "chi-lang"), ("monuments", "nhi-tam-thanh"), ("monuments", "thuy-mon-dinh"),
    ("artefacts", "bia-thuy-mon-dinh"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "rank", "certain"),
    [
        ("1950-01-01", None, True),
        ("1962-06-01", None, False),
        ("1990-01-01", "national", True),
        ("2019-12-30", "national", True),
        ("2019-12-31", "special_national", True),
    ],
)
def test_rank_when_asked_on_a_day_is_that_of_the_decisions_made_by_then(client, at, rank, certain):
    told = client.get(f"{API}/monuments/chi-lang/rank?at={at}").json()
    assert (told["at"], told["rank"], told["certain"]) == (at, rank, certain)
    assert (told["decision"] or {}).get("rank") == rank


@pytest.mark.parametrize("at", ["yesterday", "2019-13-01", "2019", "0"])
def test_rank_when_the_day_is_none_is_refused_with_the_reason(client, at):
    refused = client.get(f"{API}/monuments/chi-lang/rank?at={at}")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "at"


@pytest.mark.parametrize("end", ["rank", "linked-art.json", "lido.xml"])
def test_record_when_unknown_or_withdrawn_is_404_or_410(client, end):
    assert client.get(f"{API}/monuments/khong-co/{end}").status_code == 404
    record = MONUMENTS.model.objects.get(slug="minh-dan")
    services.withdraw(ROBOT, MONUMENTS, [record.uuid])
    assert client.get(f"{API}/monuments/minh-dan/{end}").status_code == 410


@pytest.mark.parametrize("end", ["rank?at=2020-01-01", "linked-art.json", "lido.xml"])
def test_record_when_held_already_is_not_sent_again(client, end):
    first = client.get(f"{API}/monuments/chi-lang/{end}")
    again = client.get(f"{API}/monuments/chi-lang/{end}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def nodes(value):
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def against_profile(told):
    """What the profile does not allow in a document."""
    for node in nodes(told):
        refers = node is not told and node["type"] in ("HumanMadeObject", "Place")
        must, may = REFERENCE if refers else PROFILE[node["type"]]
        found = node.keys() - {"type"}
        if not must <= found <= must | may | {"id"} or None in node.values():
            yield node


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
@pytest.mark.parametrize(("collection", "slug"), RECORDS)
def test_linked_art_is_of_the_profile_and_read_by_its_own_library(
    client, collection, slug, language
):
    answer = client.get(f"{API}/{collection}/{slug}/linked-art.json?lang={language}")
    assert answer["Content-Type"].startswith("application/ld+json;profile=")
    told = answer.json()
    assert told["@context"] == "https://linked.art/ns/v1/linked-art.json"
    assert told["id"].endswith(f"/{collection}/{slug}/linked-art.json")
    names = [one["content"] for one in told["identified_by"] if one["type"] == "Name"]
    assert len(names) == 3
    assert list(against_profile(told)) == []
    read = Reader().read(answer.content.decode())
    assert (read.type, read._label) == (told["type"], told["_label"])


def test_linked_art_of_every_record_is_of_the_profile(client):
    for collection in ("monuments", "artefacts"):
        listed = client.get(f"{API}/{collection}?limit=100&lang=en").json()["items"]
        assert listed
        for item in listed:
            answer = client.get(f"{API}/{collection}/{item['slug']}/linked-art.json?lang=en")
            assert list(against_profile(answer.json())) == [], item["slug"]
            Reader().read(answer.content.decode())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told["classified_as"][0].pop("id"),
        lambda told: told["current_location"].update(defined_by="POINT (0 0)"),
        lambda told: told["identified_by"][0].pop("content"),
        lambda told: told.update(address="Lạng Sơn"),
    ],
)
def test_what_the_profile_does_not_allow_is_found(client, spoil):
    told = client.get(f"{API}/monuments/chi-lang/linked-art.json?lang=en").json()
    spoil(told)
    assert len(list(against_profile(told))) == 1


def test_linked_art_tells_each_decision_with_its_authority_and_bounds(client):
    told = client.get(f"{API}/monuments/chi-lang/linked-art.json?lang=en").json()
    first, last = told["attributed_by"]
    assert first["timespan"]["begin_of_the_begin"] == "1962-01-01T00:00:00Z"
    assert first["timespan"]["end_of_the_end"] == "1962-12-31T23:59:59Z"
    assert last["identified_by"][0]["content"] == "1954/QĐ-TTg"
    assert last["referred_to_by"][0]["content"] == "Thủ tướng Chính phủ"
    assert last["assigned"]["id"].endswith("/monuments?rank=special_national")
    said = {one.get("_label"): one["content"] for one in told["referred_to_by"]}
    assert said["Position (WGS 84)"].startswith("POINT (106.")


def against_schema(root):
    """The elements that the schema does not allow as they are."""
    for element in root.iter():
        name = element.tag.removeprefix(L)
        inside = "".join(f"{child.tag.removeprefix(L)} " for child in element)
        model = "".join(
            rf"(?:{re.escape(one.rstrip('?*+'))} ){one[len(one.rstrip('?*+')) :]}"
            for one in LIDO.get(name, "").split()
        )
        must, may = MUST.get(name), MAY.get(name)
        known = name in TEXT or name in LIDO
        attributes = set(element.keys())
        right = ({must} if must else set()) <= attributes <= {must, may} - {None}
        if not (known and right and re.fullmatch(model, inside)):
            yield name, inside
        elif not inside and not (element.text or "").strip():
            yield name, "(empty)"


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_lido_of_every_record_is_as_the_schema_has_it(client, language):
    for collection in ("monuments", "artefacts"):
        for item in client.get(f"{API}/{collection}?limit=100").json()["items"]:
            address = f"{API}/{collection}/{item['slug']}/lido.xml?lang={language}"
            root = etree.fromstring(client.get(address).content)
            assert root.tag == f"{L}lidoWrap"
            assert list(against_schema(root)) == [], item["slug"]
            assert root.findtext(f".//{L}recordID") == item["slug"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda root: root.find(f".//{L}lidoRecID").attrib.clear(),
        lambda root: root.find(f".//{L}event").append(root.find(f".//{L}eventType")),
        lambda root: root.find(f".//{L}titleSet").clear(),
        lambda root: root.find(f".//{L}recordWrap").remove(root.find(f".//{L}recordSource")),
        lambda root: etree.SubElement(root.find(f".//{L}eventDate"), f"{L}date"),
        lambda root: etree.SubElement(root.find(f".//{L}lido"), f"{L}rank"),
    ],
)
def test_what_the_schema_does_not_allow_is_found(client, spoil):
    root = etree.fromstring(client.get(f"{API}/monuments/chi-lang/lido.xml").content)
    spoil(root)
    assert list(against_schema(root))


def test_page_leads_to_both(client):
    page = client.get("/en/artefacts/bia-thuy-mon-dinh/").content.decode()
    for address in ("linked-art.json?lang=en", "lido.xml?lang=en"):
        assert f'href="/api/v1/artefacts/bia-thuy-mon-dinh/{address}"' in page
