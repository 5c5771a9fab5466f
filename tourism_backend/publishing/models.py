"""What every working record has: identity, state, origin. The public rows are tables.py's."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
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
    ``written_by_workers`` names the columns that tasks write and no edit does.
    """

    written_by_workers: ClassVar[tuple[str, ...]] = ()

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


def _person() -> models.ForeignKey:  # type: ignore[type-arg]
    """A person; none: a part of the system. People are switched off, never deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )


class ReviewState(models.TextChoices):
    """What has become of a submission; the first three wait for somebody."""

    IN_REVIEW = "in_review", _("In review")
    CHANGES_ASKED = "changes_asked", _("Changes asked")
    SCHEDULED = "scheduled", _("Approved, to be published later")
    APPROVED = "approved", _("Approved and published")
    CLOSED = "closed", _("Closed without a decision")


OPEN_STATES = (ReviewState.IN_REVIEW, ReviewState.CHANGES_ASKED, ReviewState.SCHEDULED)


class Review(models.Model):
    """A record submitted to a second pair of eyes, whatever its collection.

    ``snapshot`` is the record as it was submitted: approval publishes exactly that. ``publish_at``
    and ``expires_at`` are when it is to be published and withdrawn; none: at once, never.
    A record has one open review at most, and nobody approves what they submitted.
    """

    collection = models.CharField(max_length=40)
    record = models.UUIDField()
    state = models.CharField(max_length=14, choices=ReviewState)
    snapshot = models.JSONField()
    submitted_by = _person()
    submitted_at = models.DateTimeField(default=timezone.now)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["record"], name="publishing_review_record"),
            models.Index(fields=["state", "publish_at"], name="publishing_review_state_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(state__in=["in_review", "changes_asked", "scheduled"]),
                name="publishing_review_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="publishing_review_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["scheduled", "approved"])
                | models.Q(submitted_by__isnull=True)
                | models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("submitted_by")),
                name="publishing_review_four_eyes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="scheduled") | models.Q(publish_at__isnull=False),
                name="publishing_review_scheduled",
            ),
            models.CheckConstraint(
                condition=models.Q(publish_at__isnull=True)
                | models.Q(expires_at__isnull=True)
                | models.Q(expires_at__gt=models.F("publish_at")),
                name="publishing_review_period",
            ),
        ]


class ReviewNote(models.Model):
    """A step of the workflow or a comment: by whom and why. Written once, never changed.

    ``move`` is the step's name (``publishing.moves``), ``edit`` for an edit that ended a review,
    empty for a comment.
    """

    collection = models.CharField(max_length=40)
    record = models.UUIDField()
    move = models.CharField(max_length=14, blank=True)
    person = _person()
    actor = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["record", "at"], name="publishing_note_record")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(move__in=["", "ask_changes"]) | ~models.Q(text=""),
                name="publishing_note_says_what",
            )
        ]


class Approved(models.Model):
    """What the public sees of a record whose edits are pending: kept when the first is written."""

    collection = models.CharField(max_length=40)
    record = models.UUIDField(unique=True)
    snapshot = models.JSONField()
    taken_at = models.DateTimeField(default=timezone.now)


class Author(models.Model):
    """Who has edited a record since it was last published."""

    record = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "person"], name="publishing_author_once")
        ]


class Expiry(models.Model):
    """When a published record is to be withdrawn (UTC)."""

    collection = models.CharField(max_length=40)
    record = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)


class RowChange(models.Model):
    """A write to a row that belongs to a record and has no history table of its own.

    Links of many-to-many fields, and rows of shared tables; written by triggers
    (``publishing.linkhistory``). ``owner`` is the record's key as the row holds it, ``context`` the
    one of pghistory that tells by whom and why.
    """

    table = models.CharField(max_length=63)
    owner = models.CharField(max_length=40)
    kind = models.CharField(max_length=6)
    row = models.JSONField()
    at = models.DateTimeField()
    context = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["table", "owner", "id"], name="publishing_rowchange_owner")]
