"""Intangible heritage (di sản văn hóa phi vật thể), its inscriptions, those who bear it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import validate_slug
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.heritage.models.acts import Act
from content.heritage.models.monument import Confidence
from geo.areas.models import Area
from geo.areas.tidy import Tidy
from geo.places.models import Place
from tourism_backend.publishing.models import Record


class Type(models.TextChoices):
    """Types, Law on Cultural Heritage 45/2024/QH15, Article 10."""

    ORAL = "oral", _("Oral expressions and traditions")
    PERFORMING = "performing", _("Folk performing arts")
    SOCIAL = "social", _("Social practices and beliefs")
    FESTIVAL = "festival", _("Traditional festivals")
    KNOWLEDGE = "knowledge", _("Folk knowledge")
    CRAFT = "craft", _("Traditional crafts")


class Safeguarding(models.TextChoices):
    """How it fares."""

    UNKNOWN = "", _("Not established")
    LIVING = "living", _("Practised widely")
    DECLINING = "declining", _("Practised less and less")
    ENDANGERED = "endangered", _("In danger of being lost")
    REVIVED = "revived", _("Taken up again")


class TypeName(Tidy):
    """A type as earlier rules called it, and the type it is today. Curators may change it."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    rule = models.CharField(_("in the rule"), max_length=60)
    type = models.CharField(_("type today"), max_length=10, choices=Type)

    class Meta:
        verbose_name = _("earlier name of a type")
        verbose_name_plural = _("earlier names of types")
        ordering = ("rule", "name")

    def __str__(self) -> str:
        return self.name


class Intangible(Tidy, Record):  # type: ignore[django-manager-missing]
    """An element of intangible heritage. ``event_slugs`` are slugs of events it lives in."""

    name = models.CharField(_("name"), max_length=200)
    teaser = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    type = models.CharField(_("type"), max_length=10, choices=Type)
    communities = models.CharField(_("communities"), max_length=300, blank=True)
    safeguarding = models.CharField(
        _("state of safeguarding"), max_length=10, choices=Safeguarding, blank=True
    )
    places = models.ManyToManyField(
        Place, verbose_name=_("places it lives in"), blank=True, related_name="intangibles"
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("areas it lives in"), blank=True, related_name="intangibles"
    )
    event_slugs = ArrayField(
        models.CharField(max_length=120, validators=[validate_slug]),
        verbose_name=_("festivals, by slug"),
        default=list,
        blank=True,
    )
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM
    )
    remarks = models.TextField(_("remarks for curators"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("intangible heritage")
        verbose_name_plural = _("intangible heritage")
        ordering = ("slug",)
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(type__in=Type.values), name="heritage_intangible_type"
            ),
            models.CheckConstraint(
                condition=Q(safeguarding__in=Safeguarding.values),
                name="heritage_intangible_safeguarding",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Register(models.TextChoices):
    """Lists of intangible heritage, the lowest first."""

    NATIONAL = "national", _("National list")
    REPRESENTATIVE = "unesco_representative", _("UNESCO Representative List")
    URGENT = "unesco_urgent", _("UNESCO List in Need of Urgent Safeguarding")


class Inscription(Act):
    """That an element was put on a list; ``removed``: that it was taken off."""

    intangible = models.ForeignKey(
        Intangible,
        verbose_name=_("intangible heritage"),
        on_delete=models.PROTECT,
        related_name="inscriptions",
    )
    register = models.CharField(_("list"), max_length=22, choices=Register)
    removed = models.BooleanField(_("taken off"), default=False)

    class Meta(Act.Meta):
        verbose_name = _("inscription")
        verbose_name_plural = _("inscriptions")
        constraints = [
            *Act.Meta.constraints,
            models.CheckConstraint(
                condition=Q(register__in=Register.values), name="heritage_inscription_register"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(p for p in (self.get_register_display(), self.number, self.dated) if p)


class Bearer(Tidy):
    """Somebody who practises and hands it on. Never public; kept with their consent only."""

    intangible = models.ForeignKey(
        Intangible,
        verbose_name=_("intangible heritage"),
        on_delete=models.CASCADE,
        related_name="bearers",
    )
    name = models.CharField(_("name"), max_length=120)
    title = models.CharField(_("title"), max_length=120, blank=True)
    born = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    consent_on = models.DateField(_("consented on"))
    consent_until = models.DateField(_("consent withdrawn on"), null=True, blank=True)

    class Meta:
        verbose_name = _("bearer")
        verbose_name_plural = _("bearers")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
