"""The suite every collection's tests receive: what is promised of every kind of record.

A room's test subclasses ``CollectionContract``, names its collection and makes records::

    class TestPlaces(CollectionContract):
        collection = PLACES

        def make(self, **fields): ...
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import mapbox_vector_tile
import pytest
from django.db import connection

from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import openapi, services
from tourism_backend.publishing.collection import Collection, column, languages

ROBOT = SystemActor("contract")
SECRET = "s3cr3t-nobody-may-see"


@pytest.mark.django_db
class CollectionContract:
    """List, bbox, nearby, detail, formats, tiles, search, feed, languages, drafts, tombstones."""

    collection: Collection
    # A point every made record lies at or around (lon, lat); None: no geometry.
    at = (106.76, 21.85)

    def make(self, name: str, slug: str) -> Any:
        """A draft record with this source-language name, lying at ``at``."""
        raise NotImplementedError

    @pytest.fixture
    def record(self, db):
        record = self.make("Chùa Tiên Cô", "chua-tien-co")
        services.publish(ROBOT, self.collection, [record.uuid])
        record.refresh_from_db()
        return record

    @property
    def url(self):
        return f"/api/v1/{self.collection.name}"

    def box(self):
        lon, lat = self.at
        return f"{lon - 0.01},{lat - 0.01},{lon + 0.01},{lat + 0.01}"

    def listed(self, client, **given):
        answer = client.get(self.url, given)
        assert answer.status_code == 200, answer.content
        return [item["slug"] for item in answer.json()["items"]]

    def test_search_table_when_published_tells_what_the_row_tells(self, record):
        told = ["slug", "tags"]
        told += [f"{name}_{column(code)}" for name in ("title", "hint") for code in languages()]
        rows = ", ".join(f"r.{name}" for name in told)
        spoken = ", ".join(
            f"r.summary_{column(code)}::jsonb ->> 'language'" for code in languages()
        )
        terms = ", ".join(f"t.{name}" for name in told)
        named = ", ".join(f"t.language_{column(code)}" for code in languages())
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT ({rows}, {spoken}) IS NOT DISTINCT FROM ({terms}, {named})"
                f" FROM {self.collection.partition} r JOIN publishing_term t"
                " USING (collection, id) WHERE id = %s",
                [record.uuid],
            )
            assert cursor.fetchone() == (True,)

    def test_list_when_published_holds_the_record(self, client, record):
        assert record.slug in self.listed(client)

    def test_list_when_a_draft_does_not_hold_it(self, client, db):
        self.make("Bản nháp", "ban-nhap")
        assert "ban-nhap" not in self.listed(client)
        assert client.get(f"{self.url}/ban-nhap").status_code == 404

    def test_detail_when_withdrawn_is_gone_everywhere(self, client, record):
        services.withdraw(ROBOT, self.collection, [record.uuid])
        assert client.get(f"{self.url}/{record.slug}").status_code == 410
        assert record.slug not in self.listed(client)
        assert str(record.uuid) not in self.told(client)
        if self.collection.geometry:
            assert record.slug not in self.listed(client, bbox=self.box())
            assert record.slug not in self.tile(client)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT withdrawn, title_vi, geom, tags::text, facets FROM"
                f" {self.collection.partition} WHERE id = %s",
                [record.uuid],
            )
            assert cursor.fetchone() == (True, None, None, "{}", [])
            cursor.execute("SELECT count(*) FROM publishing_term WHERE id = %s", [record.uuid])
            assert cursor.fetchone() == (0,)

    @pytest.mark.parametrize("language", languages())
    def test_answers_in_each_language_say_which(self, client, record, language):
        answer = client.get(f"{self.url}/{record.slug}", {"lang": language})
        assert answer["Content-Language"] == language
        assert answer.json()["name"]
        assert answer.json()["language"] in languages()

    @pytest.mark.parametrize("form", ["json", "geojson"])
    def test_answers_when_real_fit_their_declared_schema(self, client, record, form):
        medium = "application/geo+json" if form == "geojson" else "application/json"
        for path, responses in (
            (self.url, openapi.page_responses(self.collection, nearby=False)),
            (f"{self.url}/{record.slug}", openapi.detail_responses(self.collection)),
        ):
            answer = client.get(path, {"format": form})
            schema = responses[200]["content"][medium]["schema"]
            jsonschema.validate(json.loads(answer.content), schema)

    def test_box_and_nearby_when_it_lies_there_hold_the_record(self, client, record):
        if not self.collection.geometry:
            pytest.skip("no geometry")
        assert record.slug in self.listed(client, bbox=self.box())
        assert record.slug not in self.listed(client, bbox="100,10,100.1,10.1")
        lon, lat = self.at
        near = client.get(f"{self.url}/nearby", {"lon": lon, "lat": lat, "radius": 500}).json()
        found = {item["slug"]: item["distance_m"] for item in near["items"]}
        assert found[record.slug] <= 500

    def tile(self, client, zoom=16):
        from math import asinh, floor, pi, radians, tan

        lon, lat = self.at
        x = floor((lon + 180) / 360 * 2**zoom)
        y = floor((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom)
        answer = client.get(f"/tiles/{self.collection.name}/{zoom}/{x}/{y}.mvt")
        if answer.status_code == 204:
            return []
        assert answer.status_code == 200, answer.content
        layers = mapbox_vector_tile.decode(answer.content)
        features = layers[self.collection.name]["features"]
        return [feature["properties"]["slug"] for feature in features]

    def test_tile_when_it_lies_there_holds_the_record(self, client, record):
        if not self.collection.geometry:
            pytest.skip("no geometry")
        assert record.slug in self.tile(client)

    def test_search_by_name_without_accents_finds_the_record(self, client, record):
        asked = {"q": "chua tien co", "collection": self.collection.name}
        answer = client.get("/api/v1/search", asked)
        assert record.slug in [item["slug"] for item in answer.json()["items"]]
        assert record.slug in self.listed(client, q="chua tien co")

    def told(self, client, **given):
        """What a first copy of the collection holds, by id."""
        answer = client.get("/api/v1/changes", {"collections": self.collection.name, **given})
        assert answer.status_code == 200, answer.content
        return {change["id"]: change["record"] for change in answer.json()["changes"]}

    @pytest.mark.parametrize("include", ["summary", "detail"])
    def test_feed_when_published_tells_the_record_as_declared(self, client, record, include):
        told = self.told(client, include=include)[str(record.uuid)]
        assert told["slug"] == record.slug
        jsonschema.validate(told, openapi.schema_of(self.collection, whole=include == "detail"))
        if self.collection.geometry:
            assert str(record.uuid) in self.told(client, bbox=self.box())
            assert str(record.uuid) not in self.told(client, bbox="100,10,100.1,10.1")

    def test_publish_when_nothing_changed_writes_nothing(self, record):
        outcome = services.publish(ROBOT, self.collection, [record.uuid])
        assert (outcome.written, outcome.version) == (0, None)
