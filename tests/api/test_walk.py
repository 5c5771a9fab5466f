"""The same way of a monument as in the browser (``tests/e2e/test_walk.py``), by program."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from content.heritage.models import Document, Monument
from content.media import making
from content.media.models import Picture
from tests.content.media.conftest import media_root, upload  # noqa: F401
from tests.geo.places.conftest import commune  # noqa: F401
from tests.publishing.test_curation import URL, Browser
from tests.publishing.test_moves import person
from tests.walk import EVERYWHERE, LAT, LON, NUMBER, SCAN, SLUG, ZONE, Public

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def public():
    visitor = Client(headers={"accept-language": "en"})

    def ask(path):
        answer = visitor.get(path)
        return answer.status_code, answer.getvalue()

    return Public(ask)


def make(who, collection, **members):
    """A draft; its path."""
    answer = who.send("post", f"/{collection}", {"members": members})
    assert answer.status_code == 201, answer.content
    return answer["Location"].removeprefix(URL)


def done(answer, stage):
    assert answer.status_code == 200, answer.content
    assert answer.json()["stage"] == stage
    return answer.json()


def told(first):
    return {"name_vi": f"Tháp thử {first}", "name_en": first}


def drafted(staff):
    """A monument with a decision and its scan, a zone and a photograph: the paths of each."""
    point = {"type": "Point", "coordinates": [LON, LAT]}
    act = {"rank": "national", "number": NUMBER}
    kinds = ["historical"]
    monument = make(
        staff, "monuments", slug=SLUG, kinds=kinds, position=point, decisions=[act],
        **told("Grey tower"),
    )  # fmt: skip
    (decision,) = staff.get(monument).json()["members"]["decisions"]
    scan = SimpleUploadedFile("scan.pdf", SCAN)
    paper = {"kind": "scan", "title": "Scan", "decision": decision["id"], "file": scan}
    filed = staff.client.post(f"{URL}{monument}/documents", paper)
    assert filed.status_code == 201, filed.content
    zone = make(
        staff, "protection_zones", slug=f"{SLUG}-1", zone="1", monument=SLUG,
        geometry={"type": "MultiPolygon", "coordinates": [[ZONE]]}, **told("Grey tower zone"),
    )  # fmt: skip
    taken = staff.client.post("/api/v1/picture-uploads", {"file": upload()})
    assert taken.status_code == 201, taken.content
    picture = f"/pictures/{taken.json()['id']}"
    making.make(Picture.objects.get().pk)
    seen = {f"alt_{code}": "Gate of the tower" for code in ("vi", "en", "zh_hans")}
    described = staff.change(
        picture, author="Nguyễn An", licence="CC-BY-4.0", consent="nobody",
        **seen,
    )  # fmt: skip
    assert described.status_code == 200, described.content
    shows = {"picture": taken.json()["slug"], "order": 1}
    done(staff.change(monument, pictures=[shows]), "draft")
    return monument, zone, picture


def test_monument_when_walked_by_program_is_shown_as_approved(public, commune):  # noqa: F811
    staff, curator, chief = (
        Browser(person(role, role)) for role in ("contributor", "curator", "chief_curator")
    )
    public.news()

    # A commune's program drafts it all.
    monument, zone, picture = drafted(staff)
    assert public.ways("Grey tower") == set()
    assert public.news() == []

    # A curator asks for changes; nobody approves their own.
    assert "approve" not in done(staff.move(monument, "submit"), "in_review")["moves"]
    assert staff.move(monument, "approve").status_code == 403
    done(curator.move(monument, "ask_changes", comment="Not how people call it."), "changes_asked")
    said = staff.send("post", f"{monument}/notes", {"comment": "Changed."}).json()
    assert [note["text"] for note in said][1:] == ["Not how people call it.", "Changed."]
    done(staff.change(monument, **told("Red tower")), "changes_asked")
    done(staff.move(monument, "submit"), "in_review")
    assert public.ways("Red tower") == public.ways("Grey tower") == set()
    assert public.news() == []

    # It is published, then its zone and its picture.
    done(curator.move(monument, "approve"), "published")
    assert public.ways("Red tower") == EVERYWHERE
    assert public.news() == ["Red tower"]
    assert NUMBER in public.get(f"/api/v1/monuments/{SLUG}")
    outline = f"/api/v1/protection_zones/{SLUG}-1?format=geojson"
    assert public.get(outline) == ""
    for path in (zone, picture):
        staff.move(path, "submit")
        done(curator.move(path, "approve"), "published")
    assert "MultiPolygon" in public.get(outline)
    assert "Gate of the tower" in public.get(f"/en/monuments/{SLUG}/")

    # The scan is filed, and is nobody's to read who has not signed in.
    scan = Document.objects.get()
    with scan.file.open() as kept:
        assert (scan.decision.number, kept.read()) == (NUMBER, SCAN)
    assert public.ask(scan.file.url)[0] in (302, 403, 404)

    # Edited while public: what was approved stays until the edit is.
    done(staff.change(monument, **told("Blue tower")), "pending")
    assert (public.ways("Red tower"), public.ways("Blue tower")) == (EVERYWHERE, set())
    public.news()  # its zone and its picture
    differs = {one["member"]: one for one in curator.get(f"{monument}/difference").json()}
    assert (differs["name_en"]["before"], differs["name_en"]["after"]) == (
        "Red tower", "Blue tower",
    )  # fmt: skip
    done(staff.move(monument, "submit"), "in_review")
    done(curator.move(monument, "approve"), "published")
    assert (public.ways("Red tower"), public.ways("Blue tower")) == (set(), EVERYWHERE)
    assert public.news() == ["Blue tower"]

    # Withdrawn, an earlier version restored, and public again.
    done(chief.move(monument, "withdraw", comment="To be checked on the ground."), "withdrawn")
    assert public.ways("Blue tower") == set()
    assert public.news() == [None]
    versions = curator.get(f"{monument}/versions").json()
    then = version_of(curator, monument, versions, "Red tower")
    done(chief.move(monument, "restore", version=then), "withdrawn")
    assert public.ways("Red tower") == set()
    assert public.news() == []
    done(chief.move(monument, "submit"), "in_review")
    done(curator.move(monument, "approve"), "published")
    assert public.ways("Red tower") == EVERYWHERE
    assert public.news() == ["Red tower"]
    assert Monument.objects.get().decisions.count() == 1


def version_of(who, path, versions, name):
    """The moment of the newest version that had this name."""
    for version in versions:
        since = who.get(f"{path}/difference", older=version["at"]).json()
        now = who.get(path).json()["members"]["name_en"]
        then = {one["member"]: one["before"] for one in since}.get("name_en", now)
        if then == name:
            return version["at"]
    raise AssertionError(f"no version is called {name}")
