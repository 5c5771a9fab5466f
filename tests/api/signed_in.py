"""Somebody who has signed in, for schemathesis: most calls name what exists, in its version.

A schema cannot say which records there are, which moves are open and what a version is called.
One call in ten goes as it was made up, and what is bad on purpose stays so.
"""

import atexit
import io
import json
import os
import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

import requests
import schemathesis
from PIL import Image
from schemathesis.transport.serialization import Binary

from tests.api import hooks  # noqa: F401  the formats of boxes and times
from tests.content.media.recordings import document, sound
from tests.walk import SCAN

SITE, WHO, PASSWORD = (os.environ.get(f"FUZZ_{name}", "") for name in ("SITE", "WHO", "PASSWORD"))
API = f"{SITE}/api/v1"
PEOPLE_WRITE = (
    "places", "disruptions", "events", "tours", "specialities", "monuments", "protection_zones",
    "intangible", "artefacts", "areas", "categories", "pictures", "enclosures",
)  # fmt: skip
AS_MADE_UP, OF_EACH = 0.1, 3
TUS = {"Tus-Resumable": "1.0.0"}
dice = random.Random(1)


class Person:
    """A browser session, and what it may see."""

    def __init__(self, name, password):
        self.session = requests.Session()
        page = f"{SITE}/admin/login/"
        self.session.get(page).raise_for_status()
        form = {"username": name, "password": password, "next": "/admin/"}
        form["csrfmiddlewaretoken"] = self.session.cookies["csrftoken"]
        answer = self.session.post(page, form, headers={"Referer": page})
        assert answer.url.endswith("/admin/"), answer.url
        self.token = {"X-CSRFToken": self.session.cookies["csrftoken"]}

    def get(self, path, **given):
        return self.session.get(API + path, params=given)

    def send(self, verb, path, body=None, headers=None, **more):
        told = self.token | (headers or {})
        return self.session.request(verb, API + path, json=body, headers=told, **more)

    def records(self):
        """Paths of working records that are seen, of each collection some."""
        for collection in PEOPLE_WRITE:
            for item in self.get(f"/{collection}", limit=OF_EACH).json().get("items", ()):
                path = f"/curation/{collection}/{item['id']}"
                if self.get(path).ok:
                    yield path
        for review in self.get("/curation/reviews").json():
            yield f"/curation/{review['collection']}/{review['id']}"


class Known:
    """What there is at this site for one person; looked up when it is first needed."""

    def __init__(self):
        self.person = Person(WHO, PASSWORD)
        self.paths = sorted(set(self.person.records()))
        self.uploads = []

    def record(self, collection=None):
        """One that is there: its path, what is told of it, its version."""
        of_it = f"/curation/{collection}/" if collection else "/curation/"
        while True:
            path = dice.choice([path for path in self.paths if path.startswith(of_it)])
            found = self.person.get(path)
            if found.ok:
                return path, found.json(), found.headers["ETag"]
            self.paths.remove(path)

    def job(self, step):
        """An import that stands before this step; None for who may not import."""
        listed = self.person.get("/exchange/imports")
        if not listed.ok:
            return None
        jobs = listed.json()
        fit = [job for job in jobs if step in (*job["steps"], "any")]
        if fit or step == "restart":  # nothing is ever silent here
            return dice.choice(fit or jobs or [None])
        return self._brought_to(step)

    def _brought_to(self, step):
        sent = {"file": ("diem.csv", table())}
        made = self.person.send("post", "/exchange/imports", files=sent,
                                data={"collection": "places"})  # fmt: skip
        if not made.ok:
            return None
        path = f"/exchange/imports/{made.json()['id']}"
        for state, on in (("mapping", "assign"), ("checked", "apply"), ("applied", "undo")):
            job = self._waited(path, state)
            if job is None or step in (*job["steps"], "any"):
                return job
            verb, below = ("put", "mapping") if on == "assign" else ("post", on)
            body = {"mapping": job["mapping"]} if on == "assign" else {"good_rows": True}
            if not self.person.send(verb, f"{path}/{below}", body).ok:
                return None
        return None

    def _waited(self, path, state):
        until = time.monotonic() + 15
        while time.monotonic() < until:
            job = self.person.get(path).json()
            if job["state"] == state:
                return job
            time.sleep(0.05)
        return None

    def upload(self):
        """The address of an upload in parts that has just begun, of so many bytes."""
        while len(self.uploads) > 10:
            self.person.send("delete", self.uploads.pop(0), headers=TUS)
        size = {"Upload-Length": "700"}
        begun = self.person.send("post", "/picture-uploads/resumable", headers=TUS | size)
        if not begun.ok:
            return None
        self.uploads.append(begun.headers["Location"].partition("/api/v1")[2])
        return self.uploads[-1].rpartition("/")[2]


def table():
    """A file for places: each row of another name."""
    rows = [f"Điểm {dice.random():.9f},Hang động,106.7{dice.randrange(99)},21.85" for _ in "abc"]
    return "\n".join(["Tên,Loại hình,Kinh độ,Vĩ độ", *rows, "Không loại,,106.7,21.8"]).encode()


def picture():
    """A photograph nobody has uploaded yet."""
    out = io.BytesIO()
    Image.effect_noise((80, 80), dice.uniform(20, 90)).save(out, "JPEG")
    return out.getvalue()


def recording():
    """A recording or a document likewise."""
    return sound("wav", dice.uniform(0.1, 1)) if dice.random() < 0.7 else document(1)


known = None


@schemathesis.auth()
class SignedIn:
    """By session and CSRF token, as a browser has them."""

    def get(self, case, ctx):
        global known  # noqa: PLW0603  one for the run
        known = known or Known()
        return known.person

    def set(self, case, person, ctx):
        if "cookie" in _made_bad(case):
            return  # nobody's session, on purpose
        case.cookies = {**(case.cookies or {}), **person.session.cookies.get_dict()}
        case.headers.update(person.token)
        case._record_starting_state()  # the CSRF cookie, which no schema names, makes it no worse


# --- what each operation needs; ``case`` has what was made up


def _named(case, path):
    collection, record = path.split("/")[2:4]
    case.path_parameters = {"collection": collection, "record": record}


def _body(case):
    return case.body if isinstance(case.body, dict) else {}


def _members(told, made_up):
    """Some of its own; now and then one holds something made up."""
    members = dict(told["members"])
    for name in ("provider", "external_id", "own_fields", "licence", "retrieved_on", "sources"):
        members.pop(name, None)
    chosen = {name: members[name] for name in dice.sample(sorted(members), 3)}
    values = list(made_up.get("members", {}).values())
    if values and dice.random() < 0.5:
        chosen[dice.choice(sorted(members))] = dice.choice(values)
    if dice.random() < 0.5 and "name_en" in members:
        chosen["name_en"] = f"Name {dice.randrange(10**6)}"
    return chosen


def change(case, good):
    path, told, etag = known.record()
    _named(case, path)
    case.headers["If-Match"] = etag
    if good:
        case.body = _body(case) | {"members": _members(told, _body(case))}


def create(case, good):
    path, told, _etag = known.record()
    case.path_parameters = {"collection": path.split("/")[2]}
    if good:
        bare = {name: value for name, value in told["members"].items() if _is_plain(value)}
        for name in ("provider", "external_id", "own_fields"):
            bare.pop(name, None)
        made_up = _members(told, _body(case)) if dice.random() < 0.3 else {}
        new = {"slug": f"moi-{dice.randrange(10**9)}"}
        case.body = _body(case) | {"members": bare | made_up | new}


def _is_plain(value):
    """No rows of a part: their ids are another record's."""
    return not (isinstance(value, list) and value and isinstance(value[0], dict))


def move(case, good):
    path, told, etag = known.record()
    _named(case, path)
    case.headers["If-Match"] = etag
    if not (good and told["moves"]):
        return
    chosen = dice.choice(told["moves"])
    given = {"move": chosen, "comment": _body(case).get("comment") or "Đã xem"}
    if chosen == "restore":
        versions = known.person.get(f"{path}/versions").json()
        given["version"] = dice.choice(versions)["at"] if versions else None
    elif dice.random() < 0.2:
        given["publish_at"] = "2090-01-01T00:00:00Z"
    case.body = given


def look(case, good):
    _named(case, known.record()[0])


def paper(case, good):
    path, told, _etag = known.record("monuments")
    case.path_parameters = {"record": path.rpartition("/")[2]}
    if good:
        case.body = _body(case) | {"file": Binary(SCAN), "title": "Quyết định"}
        decisions = [row["id"] for row in told["members"]["decisions"]]
        case.body["kind"] = "scan" if decisions else "other"
        case.body.pop("decision", None)
        if decisions:
            case.body["decision"] = dice.choice(decisions)


def a_file(make, **more):
    def fill(case, good):
        if good:
            case.body = {"file": Binary(make()), **more}

    return fill


def step(name):
    def fill(case, good):
        job = known.job(name)
        if job is None:
            return
        case.path_parameters = {"job": job["id"]}
        if good and name == "assign":
            made_up = dict(_body(case)) if dice.random() < 0.3 else {}
            case.body = made_up | {"mapping": job["mapping"], "layer": job["layer"], "system": None}
        if good and name == "apply":
            case.body = {"good_rows": True}

    return fill


def export(case, good):
    offered = known.person.get("/exchange/collections")
    if good and offered.ok:
        chosen = dice.choice(offered.json())
        given = {k: v for k, v in _body(case).items() if k in ("statuses", "edited_since", "slugs")}
        named = {"collection": chosen["collection"], "format": dice.choice(chosen["formats"])}
        case.body = given | named


def announce(case, good):
    known.upload()  # those that wait are kept few
    case.headers["Upload-Length"] = str(dice.randrange(1, 10**6))


def part(case, good):
    key = known.upload()
    if key is None:
        return
    case.path_parameters = {"key": key}
    case.headers["Upload-Offset"] = "0"
    if good:
        case.body = Binary(dice.choice([picture()[:700], b"x" * dice.randrange(700)]))


def waiting(case, good):
    key = known.upload()
    if key is not None:
        case.path_parameters = {"key": key}


FILLED = {
    "curation_change": change,
    "curation_create": create,
    "curation_move": move,
    "curation_record": look,
    "curation_notes": look,
    "curation_comment": look,
    "curation_versions": look,
    "curation_difference": look,
    "curation_document": paper,
    "exchange_upload": a_file(table, collection="places"),
    "exchange_import": step("any"),
    "exchange_rows": step("apply"),
    "exchange_discard": step("discard"),
    "exchange_assign": step("assign"),
    "exchange_apply": step("apply"),
    "exchange_undo": step("undo"),
    "exchange_restart": step("restart"),
    "exchange_export": export,
    "pictures_upload": a_file(picture),
    "enclosures_upload": a_file(recording),
    "pictures_upload_begin": announce,
    "pictures_upload_part": part,
    "pictures_upload_state": waiting,
    "pictures_upload_stop": waiting,
}


def _made_bad(case):
    """Parts of the call that were made bad on purpose."""
    parts = case._meta.components.items() if case._meta else ()
    return {where.value for where, how in parts if how.mode.is_negative}


@schemathesis.hook
def before_call(ctx, case, kwargs):
    bad = _made_bad(case)
    name = case.operation.definition.raw.get("operationId")
    if known is None or name not in FILLED or bad & {"path", "header"}:
        return
    if not bad and dice.random() < AS_MADE_UP:
        return
    FILLED[name](case, good="body" not in bad)
    # What was good is good still: no schema can judge the bytes of a file.
    case._record_starting_state()


tally: defaultdict[str, Counter[int]] = defaultdict(Counter)


@schemathesis.hook
def after_call(ctx, case, response):
    if case.method.upper() != case.operation.method.upper():
        return  # asked only to be refused
    kind = "bad" if _made_bad(case) else "good"
    name = case.operation.definition.raw.get("operationId", re.sub(r"\W+", "_", case.path))
    tally[f"{kind} {name}"][response.status_code] += 1


@atexit.register
def tell():
    if "FUZZ_TALLY" in os.environ:
        Path(os.environ["FUZZ_TALLY"]).write_text(json.dumps(tally))
