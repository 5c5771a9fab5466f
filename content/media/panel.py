"""A record's uploads beside its form in the admin, and the way to add more of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from content.media.models import Attachment, Belonging, Making, Picture, Upload
from content.media.shown import NOT_SHOWN
from content.media.views import signed_address
from tourism_backend.publishing.registry import registry

PREVIEW = "w320.jpg"


def pictures(request: HttpRequest, record: Any) -> SafeString:
    """The pictures of a record, and what else belongs to it, in their order: two queries."""
    collection = registry.of_model(type(record))
    person: Any = request.user
    if collection is None or collection.name in NOT_SHOWN or not person.may("picture.view"):
        return SafeString("")
    attached = Attachment.objects.filter(collection=collection.name, target=record.uuid)
    shown = [
        {
            "picture": each.picture,
            "address": reverse("admin:media_picture_change", args=[each.picture_id]),
            "image": preview(each.picture),
        }
        for each in attached.select_related("picture").order_by("order", "pk")
    ]
    enclosed = Belonging.objects.filter(collection=collection.name, target=record.uuid)
    target = f"?for={collection.name}/{record.uuid}"
    context = {
        "shown": shown,
        "enclosed": enclosed.select_related("enclosure").order_by("order", "pk"),
        "upload": reverse("admin:media_picture_upload") + target,
        "enclose": reverse("admin:media_enclosure_upload") + target,
        "may_add": person.may("picture.add"),
    }
    return render_to_string("admin/media/panel.html", context, request)


def shows(upload: Upload) -> SafeString:
    """The records whose forms name an upload, with the ways there: a query for each collection."""
    part = Attachment if isinstance(upload, Picture) else Belonging
    named = part._default_manager.filter(**{part.of: upload}).order_by("collection", "pk")
    targets: dict[str, list[Any]] = {}
    for collection, target in named.values_list("collection", "target"):
        targets.setdefault(collection, []).append(target)
    found = []
    for collection, uuids in targets.items():
        model = registry.get(collection).model
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        records = model._default_manager.filter(uuid__in=uuids).order_by("pk")
        found += [(reverse(page, args=[record.pk]), str(record)) for record in records]
    return format_html_join(", ", '<a class="text-link" href="{}">{}</a>', found)


def preview(picture: Any) -> str:
    """The address of a small rendition; empty while there is none."""
    if picture.making != Making.READY:
        return ""
    names = [each["name"] for each in picture.renditions]
    name = PREVIEW if PREVIEW in names else next(n for n in names if n.endswith(".jpg"))
    return signed_address(picture.sha256, name)
