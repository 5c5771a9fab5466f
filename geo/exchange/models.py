"""Files that curators bring in, what became of each row, and how columns were mapped before."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.exchange.formats import Format
from tourism_backend.common.storage import PrivateFileField
from tourism_backend.common.text import fold
from tourism_backend.publishing.models import Licence


class State(models.TextChoices):
    """Where an import stands. In ``-ing`` states a task works, or waits for a worker."""

    READING = "reading", _("Being read")
    MAPPING = "mapping", _("Columns to be assigned")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, nothing written yet")
    APPLYING = "applying", _("Being taken over")
    APPLIED = "applied", _("Taken over")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    REFUSED = "refused", _("The file was refused")


BUSY = frozenset({State.READING, State.CHECKING, State.APPLYING, State.UNDOING})


class Action(models.TextChoices):
    """What a row does, or did."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Same")
    REFUSED = "refused", _("Refused")


def kept_as(instance: Import | Comparison, filename: str) -> str:
    """A name of our own: the one it came with is kept as a text."""
    folder = f"{instance._meta.model_name}s"
    return str(PurePosixPath(folder, f"{instance.uuid}.{instance.format}"))


class Import(models.Model):
    """A file on its way into a collection.

    ``tables`` is what reading found: name, headers, count, system, sample rows. ``mapping`` leads
    from headers to columns. ``system`` is the EPSG code of the coordinates (empty: as the file
    says). ``source`` and ``licence`` are given to new records whose row says none; ``provider``
    names external ids.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.CharField(max_length=31)
    file = PrivateFileField(upload_to=kept_as)
    name = models.CharField(_("file name"), max_length=255)
    format = models.CharField(max_length=10, choices=Format)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READING)
    problem = models.TextField(blank=True)

    tables = models.JSONField(default=list)
    layer = models.CharField(max_length=255, blank=True)
    encoding = models.CharField(max_length=10, blank=True)
    system = models.PositiveIntegerField(null=True, blank=True)
    mapping = models.JSONField(default=dict)
    provider = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=20, choices=Licence, blank=True)
    clear_empty = models.BooleanField(default=False)
    override_own = models.BooleanField(default=False)
    skip_bad = models.BooleanField(default=False)
    publish = models.BooleanField(default=False)

    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=State.values), name="exchange_import_state"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def busy(self) -> bool:
        """Whether a task works on it, or is to."""
        return self.state in BUSY

    @property
    def total(self) -> int:
        """How many rows were looked at."""
        return self.new + self.changed + self.same + self.refused


class ImportRow(models.Model):
    """What a row of a file does to which record.

    ``reasons`` are (column, reason) pairs; ``changes`` the differences as texts, by column.
    ``before`` is the record's row, every column as PostgreSQL writes it; ``after`` the digest of
    the same once it was written: by these an import is undone.
    """

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    action = models.CharField(max_length=8, choices=Action)
    key = models.CharField(max_length=160, blank=True)
    title = models.CharField(_("name"), max_length=200, blank=True)
    reasons = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    point = PointField(null=True, srid=4326)
    record = models.UUIDField(null=True)
    before = models.JSONField(null=True)
    after = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("job", "line")
        indexes = [models.Index(fields=["job", "action", "line"], name="exchange_row_action")]
        constraints = [
            models.UniqueConstraint(fields=["job", "line"], name="exchange_row_line"),
            models.CheckConstraint(
                condition=models.Q(action__in=Action.values), name="exchange_row_action_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.title or self.key}"


class RememberedMapping(models.Model):
    """How columns with these headers were last mapped for a collection."""

    collection = models.CharField(max_length=31)
    headers = models.CharField(max_length=64)  # digest
    mapping = models.JSONField()
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "headers"], name="exchange_mapping_headers"
            )
        ]

    def __str__(self) -> str:
        return f"{self.collection}: {len(self.mapping)}"


def digest_of(headers: list[str]) -> str:
    """What names a set of headers, whatever their order, case and accents."""
    folded = "\n".join(sorted(fold(header) for header in headers))
    return hashlib.sha256(folded.encode()).hexdigest()


class Comparing(models.TextChoices):
    """Where a comparison stands."""

    READING = "reading", _("Being read")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("The file was refused")


class Comparison(models.Model):
    """An OpenStreetMap extract laid beside a collection. It writes nothing by itself."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collection = models.CharField(max_length=31)
    file = PrivateFileField(upload_to=kept_as)
    name = models.CharField(_("file name"), max_length=255)
    format = models.CharField(max_length=10, choices=Format)
    state = models.CharField(
        _("state"), max_length=10, choices=Comparing, default=Comparing.READING
    )
    problem = models.TextField(blank=True)
    objects_seen = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("comparison with OpenStreetMap")
        verbose_name_plural = _("comparisons with OpenStreetMap")
        ordering = ("-uploaded_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=Comparing.values), name="exchange_comparison_state"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def busy(self) -> bool:
        """Whether a worker works on it, or is waited for."""
        return self.state == Comparing.READING


class Decided(models.TextChoices):
    """What a curator said to a difference."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    LEFT = "left", _("Left as it is")


class Difference(models.Model):
    """One thing that OpenStreetMap says otherwise: a field of a record, or a record we lack.

    ``record`` is empty for what we lack; ``theirs`` then holds the columns of a new record.
    ``ours`` is the field's value as it was compared, as a text: accepting needs it to be so still.
    """

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="differences")
    record = models.UUIDField(null=True)
    title = models.CharField(max_length=200)
    osm_id = models.CharField(max_length=30)
    metres = models.FloatField(null=True)
    field = models.CharField(max_length=60, blank=True)
    ours = models.TextField(blank=True)
    theirs = models.JSONField()
    point = PointField(srid=4326)
    state = models.CharField(max_length=8, choices=Decided, default=Decided.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("comparison", "title", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=Decided.values), name="exchange_difference_state"
            ),
            models.CheckConstraint(
                condition=models.Q(record__isnull=True) | ~models.Q(field=""),
                name="exchange_difference_of_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.field or self.osm_id}"
