"""Better positions that visitors propose."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.areas.tidy import Tidy
from geo.places.models.place import Place


class ProposalStatus(models.TextChoices):
    """What became of a proposal."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")


class PositionProposal(Tidy):
    """Where a visitor says a place is (``point``, WGS 84).

    No address, no device: ``contact`` is what the visitor chose to leave, and it is deleted when
    the proposal is decided.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.CASCADE, related_name="proposals"
    )
    point = PointField(_("proposed position"), srid=4326)
    note = models.CharField(_("note"), max_length=500, blank=True)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    status = models.CharField(
        _("status"), max_length=8, choices=ProposalStatus, default=ProposalStatus.OPEN
    )
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("position proposal")
        verbose_name_plural = _("position proposals")
        ordering = ("-created_at", "pk")
        indexes = [models.Index(fields=["status", "created_at"], name="places_proposal_open")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=ProposalStatus.values), name="places_proposal_status"
            ),
            models.CheckConstraint(
                condition=Q(status="open", decided_at__isnull=True)
                | (~Q(status="open") & Q(decided_at__isnull=False)),
                name="places_proposal_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} ({self.get_status_display()})"
