"""What every working record has: identity, state, origin. The public rows are tables.py's."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a record stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Licence(models.TextChoices):
    """Licences our sources use."""

    UNKNOWN = "", _("Not established")
    CC0 = "CC0-1.0", "CC0 1.0"
    CC_BY = "CC-BY-4.0", "CC BY 4.0"
    CC_BY_SA = "CC-BY-SA-4.0", "CC BY-SA 4.0"
    ODBL = "ODbL-1.0", "ODbL 1.0"
    MIT = "MIT", "MIT"
    OWN = "own", _("Own work")


class Record(models.Model):
    """A working record: what curators edit. The public sees its public row, and only that.

    ``pending`` is true while the record has been edited since it was published. A record with
    pending edits is never projected again by a dependency or a changed declaration: only an
    explicit publication shows its edits. ``own_fields`` are the fields a curator has made their
    own: an import leaves them alone. ``(provider, external_id)`` names the record at its source.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT, editable=False
    )
    pending = models.BooleanField(_("pending edits"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("edited"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    provider = models.CharField(_("provider"), max_length=60, blank=True)
    external_id = models.CharField(_("id at the provider"), max_length=120, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, blank=True)
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)
    verified = models.BooleanField(_("verified"), default=False)
    own_fields = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                condition=~models.Q(external_id=""),
                name="%(app_label)s_%(class)s_external",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values),
                name="%(app_label)s_%(class)s_status",
            ),
        ]
