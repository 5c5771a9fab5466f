"""A point of interest (điểm tham quan, điểm dịch vụ)."""

from __future__ import annotations

import pgtrigger
from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from geo.areas.destination import country
from geo.areas.models import Area
from geo.areas.tidy import Tidy
from geo.places import hours
from geo.places.models.category import Category
from tourism_backend.publishing.models import Record

# Metres. From APPROXIMATE on a place is drawn as "somewhere here"; up to NAVIGABLE one may be
# led to it.
APPROXIMATE_FROM_M = 500
NAVIGABLE_TO_M = 150
# Approximate places are drawn inside a disc of this share of their accuracy, and no wider.
SPREAD_SHARE = 3
SPREAD_LIMIT_M = 400

# The commune in force that covers the point or lies within 0.003° (about 300 m) of it: outlines
# are simplified, and border gates stand on their edge.
COMMUNE = """
    IF TG_OP = 'INSERT' OR NOT NEW.point ~= OLD.point
       OR NEW.commune_id IS DISTINCT FROM OLD.commune_id THEN
        NEW.commune_id := (
            SELECT a.id FROM areas_area a
            WHERE a.level = 'commune' AND a.valid_until IS NULL
              AND ST_DWithin(a.geometry, NEW.point, 0.003)
            ORDER BY ST_Distance(a.geometry, NEW.point), a.code LIMIT 1);
    END IF;
    RETURN NEW;
"""


class Wheelchair(models.TextChoices):
    """OpenStreetMap's values of ``wheelchair``."""

    YES = "yes", _("Yes")
    LIMITED = "limited", _("Limited")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Feature(models.TextChoices):
    """What a visitor finds there."""

    PARKING = "parking", _("Parking")
    TOILETS = "toilets", _("Toilets")
    DRINKING_WATER = "drinking_water", _("Drinking water")
    FOOD = "food", _("Food and drink")
    GUIDE = "guide", _("Guides")
    AUDIO_GUIDE = "audio_guide", _("Audio guide")
    WIFI = "wifi", _("Wi-Fi")
    CARD_PAYMENT = "card_payment", _("Card payment")
    CHARGING = "charging", _("Charging for electric vehicles")
    CAMPING = "camping", _("Camping")
    SHOP = "shop", _("Shop")
    PICNIC = "picnic", _("Picnic tables")
    CHILDREN = "children", _("Good with children")
    PETS = "pets", _("Pets allowed")


class PositionMethod(models.TextChoices):
    """How a position was found, the better ways first."""

    SURVEY = "survey", _("Surveyed on the spot")
    CURATOR = "curator", _("Set by a curator")
    VISITOR = "visitor", _("Proposed by a visitor, accepted by a curator")
    TWO_SOURCES_AGREE = "two_sources_agree", _("Two sources agree")
    OSM_FEATURE = "osm_feature", _("OpenStreetMap feature")
    GEONAMES = "geonames", _("GeoNames")
    SINGLE_PUBLIC_SOURCE = "single_public_source", _("One public source")
    STREET_ADDRESS = "street_address_next_to_known_point", _("Street address by a known point")
    RAIL_KM = "rail_km_interpolation", _("Kilometre of the railway")
    LINE_END = "line_end", _("End of a line")
    ROAD_DISTANCE_GATE = "road_distance_from_gate", _("Road distance from a border gate")
    ROAD_DISTANCE_TOWN = "road_distance_from_town", _("Road distance from a town")
    NEAR_KNOWN_POINT = "near_known_point", _("Near a known point")
    BETWEEN_KNOWN_POINTS = "between_known_points", _("Between known points")
    SITE_LEVEL = "site_level", _("Somewhere on the site")
    LABEL_POINT = "label_point", _("Label point of a line")
    AREA_LABEL = "area_label", _("Label point of an area")
    MASSIF_LEVEL = "massif_level", _("Somewhere on the massif")
    TOWN_LEVEL = "town_level", _("Somewhere in the town")
    COMMUNE_LEVEL = "commune_level_source", _("Somewhere in the commune")
    OLD_COMMUNE = "old_commune_reference_point", _("Reference point of the former commune")


class DescriptionBasis(models.TextChoices):
    """What a description rests on."""

    SOURCES = "sources", _("The named sources")
    PARTLY_GENERAL = "partly_general_knowledge", _("In part general knowledge: to be checked")
    CURATOR = "curator", _("Written by a curator")


def _axis(function: str, low: float, high: float) -> Q:
    """That a coordinate of the point (degrees) lies within its range."""
    value = Func(F("point"), function=function, output_field=models.FloatField())
    return Q(GreaterThanOrEqual(value, low)) & Q(LessThanOrEqual(value, high))


class Place(Tidy, Record):  # type: ignore[django-manager-missing]
    """A point of interest. ``point`` is WGS 84 lon/lat, ``accuracy_m`` its likely error in metres.

    ``verified`` is about the position only. ``commune`` is found from ``point`` by a database
    trigger; ``former_commune`` and ``former_district`` are names from before July 2025, to search
    by.
    ``own_fields`` name translated texts by language: ``name_vi``.
    """

    name = models.CharField(_("name"), max_length=160)
    other_names = ArrayField(
        models.CharField(max_length=160), verbose_name=_("other names"), default=list, blank=True
    )
    teaser = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    category = models.ForeignKey(
        Category, verbose_name=_("category"), on_delete=models.PROTECT, related_name="places"
    )
    rank = models.FloatField(_("rank"), default=0.3)

    point = PointField(_("position"), srid=4326)
    footprint = MultiPolygonField(_("outline"), srid=4326, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy (m)"))
    position_method = models.CharField(
        _("how the position was found"), max_length=40, choices=PositionMethod
    )
    commune = models.ForeignKey(
        Area,
        verbose_name=_("commune or ward"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="places",
        editable=False,
    )
    address = models.CharField(_("address"), max_length=240, blank=True)
    former_commune = models.CharField(_("former commune"), max_length=160, blank=True)
    former_district = models.CharField(_("former district"), max_length=160, blank=True)

    opening_hours = models.CharField(
        _("opening hours"),
        max_length=255,
        blank=True,
        help_text=_("OpenStreetMap's syntax, e.g. Mo-Fr 07:30-11:30,13:30-17:00; PH off"),
    )
    fee = models.CharField(_("fee"), max_length=240, blank=True)
    fee_vnd = models.PositiveIntegerField(_("fee of an adult (₫)"), null=True, blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=60,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ().;,/-]{2,}$")],
    )
    website = models.CharField(
        _("web site"), max_length=300, blank=True, validators=[URLValidator(["http", "https"])]
    )
    wheelchair = models.CharField(
        _("by wheelchair"), max_length=8, choices=Wheelchair, default=Wheelchair.UNKNOWN
    )
    accessibility = models.CharField(_("note on access"), max_length=300, blank=True)
    features = ArrayField(
        models.CharField(max_length=20, choices=Feature),
        verbose_name=_("features"),
        default=list,
        blank=True,
    )
    best_months = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("best months"),
        default=list,
        blank=True,
        help_text=_("1 to 12, in the order of the season"),
    )
    extra = models.JSONField(_("other facts"), default=dict, blank=True)

    osm_id = models.CharField(
        _("OpenStreetMap id"),
        max_length=30,
        blank=True,
        validators=[RegexValidator(r"^(node|way|relation)/[1-9][0-9]*$")],
    )
    wikidata = models.CharField(
        _("Wikidata id"), max_length=15, blank=True, validators=[RegexValidator(r"^Q[1-9][0-9]*$")]
    )
    geonames = models.PositiveBigIntegerField(_("GeoNames id"), null=True, blank=True)
    desc_basis = models.CharField(
        _("description rests on"),
        max_length=30,
        choices=DescriptionBasis,
        default=DescriptionBasis.CURATOR,
    )
    name_zh_checked = models.BooleanField(_("Chinese name checked"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("slug",)
        indexes = [GinIndex(fields=["features"], name="places_place_features")]
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(rank__gte=0, rank__lte=1), name="places_place_rank"),
            models.CheckConstraint(
                condition=Q(accuracy_m__gt=0, accuracy_m__lte=100_000), name="places_place_accuracy"
            ),
            models.CheckConstraint(
                condition=_axis("ST_X", -180, 180) & _axis("ST_Y", -90, 90),
                name="places_place_lonlat",
            ),
            models.CheckConstraint(
                condition=Q(best_months__contained_by=list(range(1, 13))),
                name="places_place_months",
                violation_error_message=_("Months are 1 to 12."),
            ),
            models.CheckConstraint(
                condition=Q(features__contained_by=Feature.values),
                name="places_place_features_known",
            ),
            models.CheckConstraint(
                condition=Q(wheelchair__in=Wheelchair.values), name="places_place_wheelchair"
            ),
        ]

        triggers = [
            pgtrigger.Trigger(
                name="commune",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=COMMUNE,
            )
        ]

    def clean(self) -> None:
        """Opening hours follow the syntax; features and months are put in order."""
        super().clean()
        self.features = sorted(set(self.features))
        if self.opening_hours:
            try:
                rule = hours.parse(self.opening_hours, country=country())
            except hours.HoursError as error:
                raise ValidationError({"opening_hours": str(error)}) from None
            self.opening_hours = rule.text

    def __str__(self) -> str:
        return self.name

    @property
    def approximate(self) -> bool:
        """Whether the position is too vague to be drawn as a point."""
        return self.accuracy_m >= APPROXIMATE_FROM_M

    @property
    def navigable(self) -> bool:
        """Whether one may be led to the position."""
        return self.accuracy_m <= NAVIGABLE_TO_M
