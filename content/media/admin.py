"""Uploads in the admin: uploaded one by one or many at once, described, attached, published."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from content.media import enclosing, files, panel, services
from content.media.judging import PREVIEW
from content.media.models import Enclosure, Kept, Picture, Upload
from content.media.panel import preview
from content.media.shown import NOT_SHOWN
from content.media.views import signed_address
from tourism_backend.common.problems import Problem
from tourism_backend.publishing.admin import RecordAdmin, actor, display, in_languages
from tourism_backend.publishing.registry import registry

# As for every record, but for the licence, which stands among the first things here.
ORIGIN = tuple(row for row in RecordAdmin.origin[1]["fields"] if row != ("licence", "retrieved_on"))


class UploadAdmin(RecordAdmin):
    """Records that come by upload only, one by one or many at once.

    ``take`` keeps a file; ``texts`` are the page's: its title, its invitation, what is taken.
    """

    list_before_template = "admin/media/upload_link.html"
    take: Callable[[Any, Any], Upload]
    texts: tuple[Any, Any, Any]
    accept: str

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Not by the form: there is no record without a file."""
        return False

    def get_urls(self) -> list[Any]:
        """The page of uploads before Django's own addresses."""
        view = self.admin_site.admin_view(self.upload_view)
        name = f"media_{self.opts.model_name}_upload"
        return [path("upload/", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """With the way to the page of uploads."""
        address = reverse(f"admin:media_{self.opts.model_name}_upload")
        more = {"upload_address": address, "upload_title": self.texts[0]}
        return super().changelist_view(request, more | (extra_context or {}))

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Take one or many files; each is answered for itself."""
        if not self.may(request, "add"):
            return HttpResponse(status=403)
        results: list[dict[str, Any]] = []
        if request.method == "POST":
            results = [self._take(request, file) for file in request.FILES.getlist("file")]
            if request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"results": results})
        title, invitation, taken = self.texts
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "invitation": invitation,
            "taken": taken,
            "accept": self.accept,
            "opts": self.opts,
            "results": results,
        }
        return TemplateResponse(request, "admin/media/upload.html", context)

    def _take(self, request: HttpRequest, file: Any) -> dict[str, Any]:
        try:
            record = type(self).take(actor(request), file)
            if target := _target(request.GET.get("for", "")):
                services.attach(actor(request), record, [target])
        except Problem as problem:
            reasons = [str(error.reason) for error in problem.errors] or [str(problem.detail)]
            return {"file": file.name, "reason": " ".join(reasons), "address": ""}
        address = reverse(f"admin:media_{self.opts.model_name}_change", args=[record.pk])
        return {"file": file.name, "reason": "", "address": address, **self.hints(record)}

    @display(description=_("what it shows"))
    def shows(self, record: Any) -> str:
        """The records whose forms name it, and the way to these."""
        return panel.shows(record) or "–"

    def hints(self, record: Any) -> dict[str, Any]:
        """What else the page says of an upload that was taken."""
        return {}

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """The bytes go with the draft."""
        super().delete_model(request, obj)
        transaction.on_commit(lambda: files.forget(obj.sha256))


@admin.register(Picture)
class PictureAdmin(UploadAdmin):
    """Pictures. New ones come by upload only."""

    list_display = (
        "thumbnail", "title_text", "author", "consent", "state", "making", "translations", "edited",
    )  # fmt: skip
    list_filter = (*RecordAdmin.list_filter, "kind", "consent", "making")
    take = staticmethod(services.take)
    texts = (
        _("Upload pictures"),
        _("Drop pictures here, or choose them"),
        _("JPEG, PNG, WebP, AVIF, GIF or TIFF; at most 40 MB and 50 megapixels each."),
    )
    accept = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff"
    actions = (*RecordAdmin.actions, "make_again")
    readonly_fields = ("preview", "facts", "looks_like", "shows")
    fieldsets = (
        (None, {"fields": (
            ("preview", "facts"), "looks_like",
            in_languages("name"), in_languages("alt"), in_languages("caption"),
            ("author", "licence", "consent"), ("kind", "slug"), ("focus_x", "focus_y"), "shows",
        )}),
        (_("When and where"), {"fields": ("taken_at", "point"), "classes": ("tab",)}),
        (RecordAdmin.origin[0], {"fields": ORIGIN, "classes": ("tab",)}),
    )  # fmt: skip

    # --- columns

    @display(description=_("picture"), header=False)
    def thumbnail(self, picture: Picture) -> str:
        """A small one."""
        return self._image(picture, 72)

    @display(description=_("picture"))
    def preview(self, picture: Picture) -> str:
        """As wide as a form's column."""
        return self._image(picture, 320)

    @display(description=_("file"))
    def facts(self, picture: Picture) -> str:
        """What was uploaded, and a way to have it back for five minutes."""
        return format_html(
            '{} · {} · {} × {} px<br><a href="{}">{}</a>',
            picture.file_name, picture.format, picture.width, picture.height,
            signed_address(picture.sha256), _("Download the original"),
        )  # fmt: skip

    @display(description=_("looks like"))
    def looks_like(self, picture: Picture) -> str:
        """Pictures that may be the same one."""
        found = (
            (reverse("admin:media_picture_change", args=[other.pk]), str(other))
            for other in services.alike(picture)
        )
        return format_html_join(", ", '<a href="{}">{}</a>', found) or "–"

    def _image(self, picture: Picture, width: int) -> str:
        address = preview(picture)
        if not address:
            return str(picture.get_making_display())
        return format_html(
            '<img src="{}" alt="{}" width="{}" loading="lazy">', address, picture.alt, width
        )

    # --- uploads

    def get_urls(self) -> list[Any]:
        """And where an offered place is accepted."""
        view = self.admin_site.admin_view(require_POST(self.show_view))
        return [path("<int:key>/shows/", view, name="media_picture_shows"), *super().get_urls()]

    def hints(self, record: Picture) -> dict[str, Any]:
        """The same picture again, and the places it may show by where it was taken."""
        shows = reverse("admin:media_picture_shows", args=[record.pk])
        alike = [
            {"name": str(each), "address": reverse("admin:media_picture_change", args=[each.pk])}
            for each in services.alike(record)
        ]
        near = [
            {"name": f"{each.name} ({each.metres} m)", "shows": f"places/{each.uuid}"}
            for each in services.near(record)
        ]
        return {"alike": alike, "near": near, "shows": shows}

    def show_view(self, request: HttpRequest, key: int) -> HttpResponse:
        """The picture shows an offered place."""
        picture, target = (
            get_object_or_404(Picture, pk=key),
            _target(request.POST.get("target", "")),
        )
        if target is None or not self.may(request, "change"):
            return HttpResponse(status=403)
        services.attach(actor(request), picture, [target])
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"shows": True})
        return HttpResponseRedirect(reverse("admin:media_picture_change", args=[picture.pk]))

    # --- writes

    def save_record(self, request: HttpRequest, record: Any, fields: Iterable[str]) -> None:
        """Through the room's own service."""
        services.save_picture(actor(request), record, fields)

    @admin.action(description=_("Make the renditions again"), permissions=["change"])
    def make_again(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponseRedirect | None:
        """For those whose making failed."""
        asked = services.make_again(actor(request), queryset)
        messages.success(request, _("Asked for: %d") % asked)
        return None


@admin.register(Enclosure)
class EnclosureAdmin(UploadAdmin):
    """Recordings and documents. New ones come by upload only."""

    take = staticmethod(enclosing.take)
    texts = (
        _("Upload recordings and documents"),
        _("Drop recordings and documents here, or choose them"),
        _("MP3, M4A, Ogg, WAV or PDF; at most 40 MB each."),
    )
    accept = ".mp3,.m4a,.ogg,.opus,.wav,.pdf"
    list_display = (
        "title_text", "kind", "author", "consent", "state", "translations", "edited",
    )  # fmt: skip
    list_filter = (*RecordAdmin.list_filter, "kind", "consent")
    readonly_fields = ("listen", "facts", "shows")
    fieldsets = (
        (None, {"fields": (
            ("listen", "facts"),
            in_languages("name"), in_languages("transcript"), in_languages("caption"),
            ("author", "licence", "consent"), "slug", "shows",
        )}),
        (RecordAdmin.origin[0], {"fields": ORIGIN, "classes": ("tab",)}),
    )  # fmt: skip

    @display(description=_("public copy"))
    def listen(self, enclosure: Enclosure) -> str:
        """It is played, or shown by its first page."""
        copy = signed_address(enclosure.sha256, enclosure.renditions[0]["name"])
        if enclosure.kind == Kept.AUDIO:
            return format_html('<audio controls preload="none" src="{}"></audio>', copy)
        page = signed_address(enclosure.sha256, PREVIEW)
        return format_html('<a href="{}"><img src="{}" alt="" width="200"></a>', copy, page)

    @display(description=_("file"))
    def facts(self, enclosure: Enclosure) -> str:
        """What was uploaded, and a way to have it back for five minutes."""
        long = f"{enclosure.pages} p." if enclosure.pages else f"{enclosure.seconds:.0f} s"
        return format_html(
            '{} · {} · {}<br><a href="{}">{}</a>',
            enclosure.file_name, filesizeformat(enclosure.size_bytes), long,
            signed_address(enclosure.sha256), _("Download the original"),
        )  # fmt: skip


def _target(asked: str) -> tuple[str, UUID] | None:
    """The record that uploaded pictures are of: ``places/<uuid>``; None when there is none."""
    name, _slash, uuid = asked.partition("/")
    if name not in registry or name in NOT_SHOWN:
        return None
    try:
        found = registry.get(name).model._default_manager.filter(uuid=UUID(uuid))
    except ValueError:
        return None
    return next(((name, each) for each in found.values_list("uuid", flat=True)), None)
