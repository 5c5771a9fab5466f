"""An upload: its original, who made it and under what licence, and what it shows."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator
from django.db.models import Deferrable, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.areas.tidy import Tidy
from tourism_backend.publishing.collection import column, languages
from tourism_backend.publishing.models import Record, Status


class Kind(models.TextChoices):
    """How it is to be looked at."""

    IMAGE = "image", _("Picture")
    PANORAMA = "panorama", _("Panorama")


class Consent(models.TextChoices):
    """Whether the persons who can be recognised agreed to be shown."""

    NOBODY = "nobody", _("Nobody can be recognised")
    GIVEN = "given", _("Everybody shown has agreed")
    MISSING = "missing", _("Somebody has not agreed, or was not asked")


class Making(models.TextChoices):
    """Where the making of the renditions stands."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")


def _told_in_all_languages(field: str) -> Q:
    return Q(**{f"{field}_{column(code)}__gt": "" for code in languages()})


class Upload(Tidy, Record):
    """A file that was uploaded. The original is named by its SHA-256, kept as it came, private.

    ``renditions`` are the files made of it that may be public: name, type, size.
    """

    name = models.CharField(_("title"), max_length=160)
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    author = models.CharField(_("author"), max_length=160, blank=True)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    format = models.CharField(_("format"), max_length=5, editable=False)
    file_name = models.CharField(_("file"), max_length=200, editable=False)
    size_bytes = models.PositiveIntegerField(editable=False)
    renditions = models.JSONField(default=list, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    class Meta(Record.Meta):
        abstract = True
        ordering = ("-uploaded_at", "pk")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(consent__in=Consent.values), name="%(app_label)s_%(class)s_consent"
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="%(app_label)s_%(class)s_digest"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Picture(Upload):  # type: ignore[django-manager-missing]
    """A picture that was uploaded.

    Sizes are pixels of the upright picture. ``dhash`` finds the same picture saved otherwise.
    ``taken_at`` and ``point`` (WGS 84, never public) come from the camera. The focal point
    (percent from the left and the top) stays in sight when the picture is cut. A rendition has
    its width and height; ``mark`` is the stamp of the watermark they were made with.
    """

    alt = models.CharField(
        _("what is to be seen"),
        max_length=300,
        blank=True,
        help_text=_("For those who cannot see the picture. Needed in every language."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.IMAGE)
    consent = models.CharField(
        _("persons shown"), max_length=10, choices=Consent, default=Consent.MISSING
    )
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    point = models.PointField(
        _("where it was taken"),
        srid=4326,
        null=True,
        blank=True,
        help_text=_("From the camera; it is not shown to the public."),
    )
    focus_x = models.PositiveSmallIntegerField(
        _("focal point, % from the left"), default=50, validators=[MaxValueValidator(100)]
    )
    focus_y = models.PositiveSmallIntegerField(
        _("focal point, % from the top"), default=50, validators=[MaxValueValidator(100)]
    )

    written_by_workers = ("renditions", "making", "mark", "dhash", "placeholder")

    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    dhash = models.BigIntegerField(null=True, editable=False)
    making = models.CharField(
        _("renditions"), max_length=8, choices=Making, default=Making.WAITING, editable=False
    )
    mark = models.CharField(max_length=8, default="", blank=True, editable=False)
    placeholder = models.TextField(default="", blank=True, editable=False)

    class Meta(Upload.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            *Upload.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="media_picture_kind"),
            models.CheckConstraint(
                condition=Q(making__in=Making.values), name="media_picture_making"
            ),
            models.CheckConstraint(
                condition=Q(focus_x__lte=100, focus_y__lte=100), name="media_picture_focus"
            ),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1), name="media_picture_size"
            ),
            # Whatever writes it: nothing is public without these.
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | Q(
                    _told_in_all_languages("alt"),
                    making=Making.READY,
                    author__gt="",
                    licence__gt="",
                    consent__in=(Consent.NOBODY, Consent.GIVEN),
                ),
                name="media_picture_publishable",
                violation_error_message=_(
                    "A public picture names its author and licence, says in every language what "
                    "is to be seen, and shows nobody who has not agreed."
                ),
            ),
        ]


class Shown(models.Model):
    """That an upload belongs to a record of any collection; ``order`` among the record's own.

    It is a part of that record (see ``shown``): pending, compared and approved with it.
    """

    collection = models.CharField(_("collection"), max_length=31)
    target = models.UUIDField(_("record"))
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    of: ClassVar[str]  # the field that names the upload

    class Meta:
        abstract = True
        ordering = ("order", "pk")
        indexes = [models.Index(fields=["target"], name="%(app_label)s_%(class)s_target")]

    def __str__(self) -> str:
        return f"{self.collection}:{self.target}"


def _once(field: str, name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=[field, "collection", "target"],
        name=name,
        deferrable=Deferrable.DEFERRED,
        violation_error_message=_("This is named twice."),
    )


class Attachment(Shown):
    """That a picture shows a record."""

    of = "picture"
    picture = models.ForeignKey(
        Picture, verbose_name=_("picture"), on_delete=models.CASCADE, related_name="attachments"
    )

    class Meta(Shown.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [_once("picture", "media_attachment_once")]


class Kept(models.TextChoices):
    """What else than a picture may belong to a record."""

    AUDIO = "audio", _("Recording")
    DOCUMENT = "document", _("Document")


class Enclosure(Upload):  # type: ignore[django-manager-missing]
    """A recording or a document. Its public copy is what plays and prints, and tells of nobody.

    ``transcript`` is for those who cannot hear it, or do not read the document's language.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kept, editable=False)
    transcript = models.TextField(
        _("what is said in it"),
        blank=True,
        help_text=_(
            "What a recording says, or what a document is about, for those who cannot hear or "
            "read it. Needed in every language."
        ),
    )
    consent = models.CharField(
        _("persons heard or named"), max_length=10, choices=Consent, default=Consent.MISSING
    )
    seconds = models.FloatField(_("length, s"), null=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, editable=False)

    class Meta(Upload.Meta):
        verbose_name = _("recording or document")
        verbose_name_plural = _("recordings and documents")
        constraints = [
            *Upload.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=Kept.AUDIO, seconds__gt=0, pages=None)
                | Q(kind=Kept.DOCUMENT, pages__gte=1, seconds=None),
                name="media_enclosure_kind",
            ),
            # Whatever writes it: nothing is public without these.
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | Q(
                    _told_in_all_languages("transcript"),
                    author__gt="",
                    licence__gt="",
                    consent__in=(Consent.NOBODY, Consent.GIVEN),
                ),
                name="media_enclosure_publishable",
                violation_error_message=_(
                    "What is public names its author and licence, says in every language what is "
                    "said in it, and nobody who has not agreed."
                ),
            ),
        ]


class Belonging(Shown):
    """That a recording or a document belongs to a record."""

    of = "enclosure"
    enclosure = models.ForeignKey(
        Enclosure,
        verbose_name=_("recording or document"),
        on_delete=models.CASCADE,
        related_name="attachments",
    )

    class Meta(Shown.Meta):
        verbose_name = _("recording or document")
        verbose_name_plural = _("recordings and documents")
        constraints = [_once("enclosure", "media_belonging_once")]


class PublicShown(models.Model):
    """What the public is told that an upload shows: as it was approved with the record.

    Written when records are published or withdrawn, and by nothing else.
    """

    upload = models.UUIDField()
    collection = models.CharField(max_length=31)
    target = models.UUIDField()
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("what it shows")
        verbose_name_plural = _("what it shows")
        constraints = [
            models.UniqueConstraint(fields=["upload", "target"], name="media_publicshown_once"),
        ]
        indexes = [models.Index(fields=["target"], name="media_publicshown_target")]

    def __str__(self) -> str:
        return f"{self.collection}:{self.target}"


class PartialUpload(models.Model):
    """An upload that comes in parts. ``offset`` bytes of ``length`` are here, each part a file."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=200)
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    parts = models.JSONField(default=list)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("unfinished upload")
        verbose_name_plural = _("unfinished uploads")
        constraints = [
            models.CheckConstraint(
                condition=Q(length__gte=1, offset__lte=F("length")), name="media_partialupload_size"
            ),
        ]

    def __str__(self) -> str:
        return self.name
