"""Rank on a day, Linked Art, LIDO: made of the public row."""

import pytest
from lxml import etree

from content.heritage.collection import MONUMENTS
from content.heritage.lido import NAMESPACE
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
API = "/api/v1"
L = f"{{{NAMESPACE}}}"
# What may stand in an element, in its order (LIDO 1.0): those that are used here.
ORDER = {
    "lido": "lidoRecID descriptiveMetadata administrativeMetadata",
    "descriptiveMetadata": "objectClassificationWrap objectIdentificationWrap eventWrap"
    " objectRelationWrap",
    "objectClassificationWrap": "objectWorkTypeWrap classificationWrap",
    "objectWorkType": "conceptID term",
    "objectIdentificationWrap": "titleWrap repositoryWrap objectDescriptionWrap"
    " objectMeasurementsWrap",
    "repositorySet": "repositoryName workID repositoryLocation",
    "objectDescriptionSet": "descriptiveNoteValue sourceDescriptiveNote",
    "event": "eventType eventName eventActor eventDate",
    "eventDate": "displayDate date",
    "date": "earliestDate latestDate",
    "relatedWorkSet": "relatedWork relatedWorkRelType",
    "administrativeMetadata": "recordWrap",
    "recordWrap": "recordID recordType recordSource recordRights recordInfoSet",
}
NEEDED = {
    "lido": {"lidoRecID", "descriptiveMetadata", "administrativeMetadata"},
    "descriptiveMetadata": {"objectClassificationWrap", "objectIdentificationWrap"},
    "objectClassificationWrap": {"objectWorkTypeWrap"},
    "objectWorkTypeWrap": {"objectWorkType"},
    "objectIdentificationWrap": {"titleWrap"},
    "titleWrap": {"titleSet"},
    "event": {"eventType"},
    "recordWrap": {"recordID", "recordType", "recordSource"},
}
SHAPE = {
    "Type": {"_label"},
    "Name": {"content"},
    "Identifier": {"content"},
    "LinguisticObject": {"content", "classified_as"},
    "AttributeAssignment": {"assigned", "assigned_property"},
    "TimeSpan": {"identified_by"},
    "Production": {"timespan"},
    "Place": {"_label"},
    "Group": {"_label"},
    "Language": {"id", "_label"},
    "Material": {"_label"},
    "HumanMadeObject": {"_label"},
}
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


@pytest.mark.parametrize(("collection", "slug"), RECORDS)
def test_linked_art_has_the_shape_of_the_profile(client, collection, slug):
    answer = client.get(f"{API}/{collection}/{slug}/linked-art.json?lang=en")
    assert answer["Content-Type"].startswith("application/ld+json;profile=")
    told = answer.json()
    assert told["@context"] == "https://linked.art/ns/v1/linked-art.json"
    assert told["id"].endswith(f"/{collection}/{slug}/linked-art.json")
    names = [one["content"] for one in told["identified_by"] if one["type"] == "Name"]
    assert len(names) == 3
    for node in nodes(told):
        assert SHAPE[node["type"]] <= node.keys(), node
        assert None not in node.values()


def test_linked_art_tells_each_decision_with_its_authority_and_bounds(client):
    told = client.get(f"{API}/monuments/chi-lang/linked-art.json?lang=en").json()
    first, last = told["attributed_by"]
    assert first["timespan"]["begin_of_the_begin"] == "1962-01-01T00:00:00Z"
    assert first["timespan"]["end_of_the_end"] == "1962-12-31T23:59:59Z"
    assert last["identified_by"][0]["content"] == "1954/QĐ-TTg"
    assert last["carried_out_by"][0]["_label"] == "Thủ tướng Chính phủ"
    assert told["current_location"]["defined_by"].startswith("POINT (106.")


@pytest.mark.parametrize(("collection", "slug"), RECORDS)
@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_lido_elements_are_known_and_stand_in_their_order(client, collection, slug, language):
    body = client.get(f"{API}/{collection}/{slug}/lido.xml?lang={language}").content
    root = etree.fromstring(body)
    assert root.tag == f"{L}lidoWrap"
    for element in root.iter():
        name = element.tag.removeprefix(L)
        inside = [child.tag.removeprefix(L) for child in element]
        assert NEEDED.get(name, set()) <= set(inside), name
        if name in ORDER:
            order = ORDER[name].split()
            assert inside == sorted(inside, key=order.index), name
    assert root.findtext(f".//{L}recordID") == slug


def test_page_leads_to_both(client):
    page = client.get("/en/artefacts/bia-thuy-mon-dinh/").content.decode()
    for address in ("linked-art.json?lang=en", "lido.xml?lang=en"):
        assert f'href="/api/v1/artefacts/bia-thuy-mon-dinh/{address}"' in page
