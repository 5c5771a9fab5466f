"""Plants 200 distinct secrets wherever a record has something that is not public."""

import itertools
import re
from datetime import date

from django.contrib.gis.geos import MultiPolygon, Point
from django.core.files.uploadedfile import SimpleUploadedFile

from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS, ZONES
from content.heritage.models import (
    Artefact,
    Bearer,
    Decision,
    Document,
    Incident,
    Intangible,
    Intervention,
    Monument,
    Photograph,
    ProtectionZone,
    Survey,
    Viewpoint,
)
from content.media import enclosing, making
from content.media import services as media
from content.media.collection import PICTURES
from content.media.enclosures import ENCLOSURES
from content.media.models import Consent
from geo.places.models import Place
from tests.content.media.conftest import ALT, attach, photo
from tests.content.media.conftest import SECRET as IN_FILES
from tests.content.media.recordings import FORMS, document, sound
from tests.content.media.test_enclosures import TOLD
from tests.publishing.scratch import models as scratch
from tests.publishing.scratch.collection import SHOWINGS, VIEWPOINTS
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services

ROBOT = SystemActor("test")
WORD = "zqxsecret"
MONEY = 98_172_604_000  # đồng: each budget is this and a little
LON, LAT = 106.71357, 21.86429  # where the secret site lies
# What each of them has in it, so that bytes are looked through once.
ANY = re.compile(
    b"|".join((WORD.encode(), IN_FILES.encode(), b"98172604", b"106[.]7135[67]", b"21[.]8642[89]"))
)


def plant():
    """All of them, in published records; the distinct secrets."""
    numbers = itertools.count()
    told = []

    def word():
        told.append(f"{WORD}-{next(numbers):03d}")
        return told[-1]

    def money():
        told.append(str(MONEY + next(numbers)))
        return int(told[-1])

    site = Monument.objects.create(
        slug="di-tich-kin", name_vi="Di tích kín", name_en="Hidden site", kinds=["archaeological"],
        position=Point(LON, LAT, srid=4326), sensitive=True, remarks=word(), components=[word()],
    )  # fmt: skip
    told.extend((str(LON), str(LAT)))
    _care(site, word, money)
    _people(word)
    _object(word, money)
    services.publish(ROBOT, MONUMENTS, [site.uuid])
    _zone(site, word)
    told.extend(f"{IN_FILES}{part}" for part in ("", "-make", "-model", "-owner", "-maker", "-gps"))
    _picture(site)
    _enclosures(site, word)
    _waiting(site, word)
    _picture_not_public(word)
    _tests_own(word)
    return told


def _zone(site, word):
    """A zone of the secret site, published: it is not public for all that."""
    zone = ProtectionZone.objects.create(
        slug=word(), name_vi=word(), monument=site, zone="1", permitted_vi=word(),
        geometry=MultiPolygon(Point(LON, LAT).buffer(0.001), srid=4326),
    )  # fmt: skip
    services.publish(ROBOT, ZONES, [zone.uuid])


def _waiting(site, word):
    """Edits that wait for approval: a text, and a decision that nobody has approved."""
    site.refresh_from_db()
    site.teaser_vi = word()
    services.save(ROBOT, site, ["teaser"])
    Decision.objects.create(monument=site, rank="special_national", number=word(), source=word())
    services.reproject(MONUMENTS)


def _care(site, word, money):
    decision = Decision.objects.create(monument=site, rank="national", signatory=word())
    day = date(2026, 1, 1)
    for _number in range(20):
        Survey.objects.create(
            monument=site, surveyed_on=day, grade="poor", surveyor=word(), method=word(),
            part=word(), findings=word(),
        )  # fmt: skip
    for _number in range(10):
        Intervention.objects.create(
            monument=site, plan=word(), permit=word(), budget_vnd=money(), budget_source=word(),
            contractor=word(),
        )  # fmt: skip
        Incident.objects.create(monument=site, happened_on=day, what=word(), reported_by=word())
    point = Viewpoint.objects.create(
        monument=site, name=word(), position=Point(LON, LAT, srid=4326)
    )
    shot = SimpleUploadedFile("anh.jpg", photo((400, 300)))
    Photograph.objects.create(monument=site, viewpoint=point, taken_on=day, file=shot)
    paper = SimpleUploadedFile("scan.pdf", f"%PDF-1.7 {word()} %%EOF".encode())
    Document.objects.create(monument=site, kind="scan", title=word(), decision=decision, file=paper)


def _people(word):
    element = Intangible.objects.create(
        slug="hat-kin", name_vi="Hát", type="performing", remarks=word()
    )
    for _number in range(20):
        Bearer.objects.create(
            intangible=element, name=word(), contact=word(), title=word(),
            consent_on=date(2026, 1, 1),
        )  # fmt: skip
    services.publish(ROBOT, INTANGIBLE, [element.uuid])


def _object(word, money):
    kept = Artefact.objects.create(
        slug="vat-kin", name_vi="Hiện vật", place=Place.objects.get(slug="dong-tam-thanh"),
        custodian=word(), kept_in=word(), acquired=word(), condition=word(), remarks=word(),
        valued_vnd=money(),
    )  # fmt: skip
    services.publish(ROBOT, ARTEFACTS, [kept.uuid])


def _picture_not_public(word):
    """A picture that is a draft: nothing of it may be had, by whatever address."""
    taken = media.take(ROBOT, SimpleUploadedFile(f"{word()}.jpg", photo((300, 300))))
    making.make(taken.pk)
    taken.refresh_from_db()
    media.save_picture(ROBOT, taken, {"author": word(), "caption_vi": word()})


def _picture(site):
    taken = media.take(ROBOT, SimpleUploadedFile("anh.jpg", photo((400, 300))))
    making.make(taken.pk)
    taken.refresh_from_db()
    told = {"author": "Nguyễn An", "licence": "CC-BY-4.0", "consent": Consent.NOBODY} | ALT
    for name, value in told.items():
        setattr(taken, name, value)
    media.save_picture(ROBOT, taken, told)
    attach(taken, [("monuments", site.uuid)])
    services.publish(ROBOT, PICTURES, [taken.uuid])


def _enclosures(site, word):
    """One of each kind, public, full of what its maker's programs write; an edit waits. A draft."""
    for form in (*FORMS, "wav", "pdf"):
        body = document(2) if form == "pdf" else sound(form)
        assert IN_FILES.encode() in body
        kept = enclosing.take(ROBOT, SimpleUploadedFile(f"kem-{form}", body))
        _say(kept, TOLD)
        attach(kept, [("monuments", site.uuid)])
        services.publish(ROBOT, ENCLOSURES, [kept.uuid])
        kept.refresh_from_db()
        _say(kept, {"transcript_vi": word(), "external_id": word()})
    draft = enclosing.take(ROBOT, SimpleUploadedFile(f"{word()}.pdf", document(3)))
    _say(draft, {"author": word(), "transcript_vi": word(), "caption_vi": word()})


def _say(kept, told):
    for name, value in told.items():
        setattr(kept, name, value)
    services.save(ROBOT, kept, told)


def _tests_own(word):
    """A record of each collection that only the tests have."""
    point = Point(106.75, 21.85, srid=4326)
    view = scratch.Viewpoint.objects.create(
        slug="dai-ngam", name_vi="Đài", point=point, secret=word()
    )
    shown = scratch.Showing.objects.create(
        slug="buoi-dien", name_vi="Buổi diễn", point=point, starts_at="2027-02-14T01:00Z",
        external_id=word(),
    )  # fmt: skip
    services.publish(ROBOT, VIEWPOINTS, [view.uuid])
    services.publish(ROBOT, SHOWINGS, [shown.uuid])
