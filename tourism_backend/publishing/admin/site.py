"""The admin as a site: its name, navigation and files. Settings name these as callbacks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.i18n import set_language

from tourism_backend.publishing.admin import overview, worklist
from tourism_backend.publishing.collection import source_language

# Material symbols by model; a model without one gets a plain dot.
ICONS = {
    "place": "location_on",
    "category": "category",
    "area": "map",
    "disruption": "warning",
    "positionproposal": "edit_location",
    "tour": "route",
    "event": "celebration",
    "speciality": "restaurant",
    "picture": "image",
    "enclosure": "attach_file",
    "staytime": "timer",
    "user": "group",
    "import": "upload_file",
    "comparison": "compare",
}


def title(request: HttpRequest) -> str:
    """The destination's name in the reader's language."""
    names: dict[str, str] = settings.DESTINATION["name"]
    return names.get(get_language() or "", names[source_language()])


def subtitle(request: HttpRequest) -> str:
    """What this is."""
    return _("Tourism data")


def icons(request: HttpRequest) -> list[dict[str, str]]:
    """The portal's own icon."""
    return [{"rel": "icon", "type": "image/svg+xml", "href": static("portal/icons/icon.svg")}]


def style(request: HttpRequest) -> str:
    """Our additions to the theme."""
    return static("publishing/admin.css")


def script(request: HttpRequest) -> str:
    """Our one script that every page needs."""
    return static("publishing/admin.js")


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The dashboard, then each app's models that the person may see."""
    home = {"title": _("Overview"), "icon": "dashboard", "link": reverse("admin:index")}
    work = {"title": _("Worklist"), "icon": "checklist", "link": reverse("admin:worklist")}
    groups: list[dict[str, Any]] = [{"title": "", "items": [home, work]}]
    for app in admin.site.get_app_list(request):
        items = [
            {
                "title": model["name"],
                "icon": ICONS.get(model["model"]._meta.model_name, "fiber_manual_record"),
                "link": model["admin_url"],
            }
            for model in app["models"]
            if model["admin_url"]
        ]
        groups.append({"title": app["name"], "separator": True, "items": items})
    return groups


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the first page shows beside the list of models."""
    return context | {"overview": overview.overview(request)}


def language_address(request: HttpRequest) -> str:
    """Where a person's choice of language is sent."""
    return reverse("admin:language")


def configure(site: Any) -> None:
    """Give the site our first page, the worklist, and a place to choose the language."""
    site.index_title = gettext_lazy("Overview")
    site.extra_urls = lambda: [
        path("language/", set_language, name="language"),
        *worklist.urls(),
    ]
    site.index_template = "admin/publishing/overview.html"
