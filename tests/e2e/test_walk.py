"""A monument's way from a commune's desk to the public and back, as people walk it."""

import json
import time
import urllib.error
import urllib.request

from tests.content.media.conftest import photo
from tests.e2e.conftest import until
from tests.walk import EVERYWHERE, LAT, LON, NUMBER, SCAN, SLUG, ZONE, Public


def asking(site):
    def ask(path):
        asked = urllib.request.Request(site + path, headers={"Accept-Language": "en"})
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, b""

    return ask


# An option with this text; a list that is searched on the server has none yet.
CHOOSE = """(field, [key, text]) => {
    const found = [...field.options].find((one) => one.text.includes(text));
    if (found) found.selected = true; else field.add(new Option(text, key, true, true));
}"""


class Desk:
    """A person at work in the admin."""

    def __init__(self, page, password_of, who):
        self.page = page
        page.goto("/admin/")
        page.fill("input[name=username]", who)
        page.fill("input[name=password]", password_of(who))
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/admin/")

    def form(self, path, rows=(), **values):
        """Open a form, add rows to these inlines, fill in, save; the record's address."""
        self.page.goto(f"/admin/{path}")
        for inline in rows:
            add = f"document.querySelector('#{inline}-group .add-row, #{inline}-group a').click()"
            self.page.evaluate(add)
            until(self.page, f"document.querySelector('[name={inline}-TOTAL_FORMS]').value > 0")
        for name, value in values.items():
            self.write(name, value)
        self.page.click("button[name=_continue], input[name=_continue]")
        until(self.page, "location.pathname.endsWith('/change/')")
        self.page.wait_for_load_state()
        refused = self.page.locator(".errornote, .errorlist").all_inner_texts()
        assert not refused, refused
        return self.page.url.split("/admin/")[1].removesuffix("change/")

    def write(self, name, value):
        field = self.page.locator(f"[name={name}]").first
        kind = field.evaluate("field => field.type")
        if kind == "file":
            field.set_input_files(value)
        elif kind == "checkbox":
            self.page.check(f"[name={name}][value={value}]")
        elif kind.startswith("select"):
            field.evaluate(CHOOSE, value)
        else:
            field.evaluate("(field, value) => { field.value = value }", value)

    def move(self, record, name, why=""):
        """Press one of the review page's buttons."""
        self.page.goto(f"/admin/{record}review/")
        self.page.fill("#why", why)
        self.page.click(f"button[name=move][value={name}]")
        self.page.wait_for_load_state()
        return self.page.inner_text("main, #content, body")

    def moves(self, record):
        """The buttons that the review page has."""
        self.page.goto(f"/admin/{record}review/")
        return set(
            self.page.eval_on_selector_all("button[name=move]", "all => all.map(one => one.value)")
        )

    def upload(self, record, seen):
        """A photograph of a record, described; its renditions are made meanwhile."""
        self.page.goto(f"/admin/{record}change/")
        self.page.goto(self.page.get_attribute("a[href*='picture/upload']", "href"))
        file = {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": photo()}
        self.page.locator("input[type=file]").set_input_files(file)
        self.page.click("[data-upload] button[type=submit]")
        link = self.page.locator("[data-results] a").first
        link.wait_for()
        path = link.get_attribute("href").split("/admin/")[1]
        told = {f"alt_{language}": seen for language in ("vi", "en", "zh_hans")}
        chosen = {"licence": ("", "CC BY 4.0"), "consent": ("", "Nobody")}
        picture = self.form(path, author="Nguyễn An", **told, **chosen)
        end = time.monotonic() + 30
        while not self.page.locator("img[src^='/media/']").count():
            assert time.monotonic() < end, "no renditions"
            self.page.reload()
        return picture

    def compared(self, record):
        """The review page's words: what is public beside what would be."""
        self.page.goto(f"/admin/{record}review/")
        return self.page.inner_text(".review__changes")

    def restore(self, record, words):
        """Make the last version that holds these words the working one again."""
        self.page.goto(f"/admin/{record}history/")
        written = self.page.locator("li", has=self.page.locator("ins", has_text=words))
        version = written.locator(".history__restore button")
        version.first.click()
        self.page.wait_for_url("**/review/")


def _told(first, **more):
    return {"name_vi": f"Tháp thử {first}", "name_en": first, **more}


def test_monument_when_walked_through_the_workflow_is_shown_as_approved(
    visit, site, site_worker, password_of
):
    public = Public(asking(site))
    staff, curator, chief = (
        Desk(visit(1440, 900), password_of, who)
        for who in ("contributor", "curator", "chief_curator")
    )

    # A commune's desk drafts it: position, decision with its scan, zones, a photograph.
    point = json.dumps({"type": "Point", "coordinates": [LON, LAT]})
    monument = staff.form(
        "heritage/monument/add/",
        **_told("Grey tower", slug=SLUG, kinds="historical", position=point),
    )
    staff.form(
        f"{monument}change/",
        rows=["decisions"],
        **{"decisions-0-rank": ("national", "National m"), "decisions-0-number": NUMBER},
    )
    scan = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    staff.form(
        f"{monument}change/",
        rows=["documents"],
        **{"documents-0-title": "Scan", "documents-0-file": scan,
           "documents-0-decision": ("", NUMBER)},
    )  # fmt: skip
    key = monument.split("/")[2]
    zone = staff.form(
        "heritage/protectionzone/add/",
        **_told("Grey tower zone", slug=f"{SLUG}-1", zone=("1", "Zone I:")),
        monument=(key, "Grey tower"),
        geometry=json.dumps({"type": "MultiPolygon", "coordinates": [[ZONE]]}),
    )
    picture = staff.upload(monument, "Gate of the tower")
    assert public.ways("Grey tower") == set()

    # A curator asks for changes; nobody approves their own.
    assert "approve" not in staff.moves(monument)
    staff.move(monument, "submit")
    assert "approve" not in staff.moves(monument)
    curator.move(monument, "ask_changes", "The name is not how people call it.")
    assert "not how people call it" in staff.move(monument, "comment", "Changed.")
    staff.form(f"{monument}change/", **_told("Red tower"))
    staff.move(monument, "submit")
    assert public.ways("Red tower") == public.ways("Grey tower") == set()
    assert public.news() == []

    # It is published, and its zone with it.
    curator.move(monument, "approve")
    assert public.ways("Red tower") == EVERYWHERE
    assert public.news() == ["Red tower"]
    staff.move(zone, "submit")
    curator.move(zone, "approve")
    assert "MultiPolygon" in public.get(f"/api/v1/protection_zones/{SLUG}-1?format=geojson")
    assert "/media/" not in public.get(f"/en/monuments/{SLUG}/")
    staff.move(picture, "submit")
    curator.move(picture, "approve")
    assert "Gate of the tower" in public.get(f"/en/monuments/{SLUG}/")
    assert "/media/" in public.get(f"/en/monuments/{SLUG}/")

    # Edited while public: what was approved stays until the edit is.
    staff.form(f"{monument}change/", **_told("Blue tower"))
    assert (public.ways("Red tower"), public.ways("Blue tower")) == (EVERYWHERE, set())
    public.news()  # its picture and its zone
    compared = curator.compared(monument)
    assert "Red tower" in compared
    assert "Blue tower" in compared
    staff.move(monument, "submit")
    curator.move(monument, "approve")
    assert (public.ways("Red tower"), public.ways("Blue tower")) == (set(), EVERYWHERE)

    # Withdrawn, an earlier version restored, and public again.
    chief.move(monument, "withdraw", "To be checked on the ground.")
    assert public.ways("Blue tower") == set()
    assert public.news() == [None]
    chief.restore(monument, "Red tower")
    assert public.ways("Red tower") == set()
    assert public.news() == []
    chief.move(monument, "submit")
    curator.move(monument, "approve")
    assert public.ways("Red tower") == EVERYWHERE
    assert public.news() == ["Red tower"]
