"""A festival or another event, and the rule that says when it is held."""

from __future__ import annotations

from django.contrib.gis.db.models import PointField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.events.rules import MOST_YEARS, Rule, check
from geo.areas.models import Area
from geo.areas.tidy import Tidy
from geo.places.models import Place
from tourism_backend.publishing.models import Record


class EventKind(models.TextChoices):
    """What it is about."""

    FESTIVAL = "festival", _("Traditional festival")
    CULTURE = "culture", _("Culture and arts")
    SPORT = "sport", _("Sport")
    SEASON = "season", _("Season in nature")
    FAIR = "fair", _("Fair")
    MARKET = "market", _("Market day")
    COMMEMORATION = "commemoration", _("Commemoration")
    OTHER = "other", _("Other event")


# How each kind looks: a drawing of the sprite, and a colour that carries white text.
APPEARANCE = {
    EventKind.FESTIVAL: ("festival", "#b03024"),
    EventKind.CULTURE: ("culture", "#7b3fa0"),
    EventKind.SPORT: ("activity", "#1565a8"),
    EventKind.SEASON: ("flower", "#b83a72"),
    EventKind.FAIR: ("store", "#8a5a00"),
    EventKind.MARKET: ("market", "#2e7d32"),
    EventKind.COMMEMORATION: ("monument", "#4a5b55"),
    EventKind.OTHER: ("flag", "#0f766e"),
}


class RuleKind(models.TextChoices):
    """By what its dates are found."""

    LUNAR = "lunar", _("Every year by the lunar calendar")
    SOLAR = "solar", _("Every year by the solar calendar")
    RRULE = "rrule", _("Repeated (RRULE)")
    ONCE = "once", _("Once")


class LeapMonths(models.TextChoices):
    """What a lunar rule does in a year in which its month comes twice."""

    REGULAR = "regular", _("In the regular month only")
    ALSO = "also", _("Also in the leap month")


RULE_FIELDS = tuple(Rule.__dataclass_fields__)


class Event(Tidy, Record):  # type: ignore[django-manager-missing]
    """An event (lễ hội, sự kiện) and when it is held; its dates are made from the rule.

    It lies at its own ``point`` (WGS 84), else at its ``places``, else somewhere in its ``area``.
    Days of months are 1 to 30 (lunar) or 31; one that is not known (NULL) makes the date
    approximate: some time in that month. Times are those of the destination's clock; without
    any, it lasts whole days. ``every_years`` counts from ``anchor_year``.
    ``cancelled`` calls off all that is still to come; a single date is a ``DateChange``.
    """

    name = models.CharField(_("name"), max_length=160)
    teaser = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    programme = models.TextField(_("programme"), blank=True)
    kind = models.CharField(_("kind"), max_length=14, choices=EventKind, default=EventKind.FESTIVAL)
    rank = models.FloatField(_("rank"), default=0.4)

    places = models.ManyToManyField(
        Place, verbose_name=_("places"), blank=True, related_name="held_events"
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="held_events",
    )
    point = PointField(_("position"), srid=4326, null=True, blank=True)
    venue = models.CharField(_("where exactly"), max_length=240, blank=True)

    rule = models.CharField(_("rule"), max_length=6, choices=RuleKind, default=RuleKind.LUNAR)
    start_month = models.PositiveSmallIntegerField(_("from month"), null=True, blank=True)
    start_day = models.PositiveSmallIntegerField(_("from day"), null=True, blank=True)
    end_month = models.PositiveSmallIntegerField(_("until month"), null=True, blank=True)
    end_day = models.PositiveSmallIntegerField(_("until day"), null=True, blank=True)
    leap_month = models.CharField(
        _("leap months"), max_length=7, choices=LeapMonths, default=LeapMonths.REGULAR
    )
    every_years = models.PositiveSmallIntegerField(
        _("every … years"), default=1, help_text=_("2: every other year")
    )
    anchor_year = models.PositiveSmallIntegerField(
        _("counted from the year"),
        null=True,
        blank=True,
        help_text=_("a year in which it was held: the lunar year, if the rule is lunar"),
    )
    first_on = models.DateField(_("first day"), null=True, blank=True)
    last_on = models.DateField(_("last day"), null=True, blank=True)
    rrule = models.CharField(
        _("repeated"),
        max_length=200,
        blank=True,
        help_text=_("An iCalendar RRULE by days, e.g. FREQ=WEEKLY;BYDAY=SA"),
    )
    start_time = models.TimeField(_("starts at"), null=True, blank=True)
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    date_is_approximate = models.BooleanField(_("the date is approximate"), default=False)
    date_note = models.CharField(_("note on the date"), max_length=300, blank=True)

    organiser = models.CharField(_("organiser"), max_length=200, blank=True)
    fee = models.CharField(_("ticket"), max_length=240, blank=True)
    fee_vnd = models.PositiveIntegerField(_("ticket of an adult (₫)"), null=True, blank=True)
    phone = models.CharField(
        _("telephone"),
        max_length=60,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ().;,/-]{2,}$")],
    )
    website = models.CharField(
        _("web site"), max_length=300, blank=True, validators=[URLValidator(["http", "https"])]
    )
    cancelled = models.BooleanField(_("cancelled"), default=False)
    cancellation_reason = models.CharField(_("why it is cancelled"), max_length=300, blank=True)
    # The entry in the register of heritage, by its slug.
    heritage = models.SlugField(_("heritage entry"), max_length=120, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("slug",)
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(condition=Q(rank__gte=0, rank__lte=1), name="events_event_rank"),
            models.CheckConstraint(
                condition=Q(kind__in=EventKind.values), name="events_event_kind"
            ),
            models.CheckConstraint(
                condition=Q(
                    rule__in=[RuleKind.LUNAR, RuleKind.SOLAR],
                    start_month__range=(1, 12),
                    end_month__range=(1, 12),
                    first_on__isnull=True,
                    rrule="",
                )
                | Q(rule=RuleKind.RRULE, first_on__isnull=False, last_on__isnull=False)
                & ~Q(rrule="")
                | Q(rule=RuleKind.ONCE, first_on__isnull=False, last_on__isnull=False, rrule=""),
                name="events_event_rule",
                violation_error_message=_("The rule is not complete."),
            ),
            models.CheckConstraint(
                condition=~Q(rule=RuleKind.LUNAR)
                | (Q(start_day__isnull=True) | Q(start_day__range=(1, 30)))
                & (Q(end_day__isnull=True) | Q(end_day__range=(1, 30))),
                name="events_event_lunar_days",
                violation_error_message=_("A lunar month has at most 30 days."),
            ),
            models.CheckConstraint(
                condition=Q(last_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="events_event_order",
                violation_error_message=_("It ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(every_years=1)
                | Q(every_years__range=(2, MOST_YEARS), anchor_year__isnull=False),
                name="events_event_every",
                violation_error_message=_("Say from which year the years are counted."),
            ),
            models.CheckConstraint(
                condition=Q(end_time__isnull=True) | Q(start_time__isnull=False),
                name="events_event_times",
            ),
            models.CheckConstraint(
                condition=Q(date_is_approximate=True)
                | Q(rule__in=[RuleKind.RRULE, RuleKind.ONCE])
                | Q(start_day__isnull=False, end_day__isnull=False),
                name="events_event_approximate",
                violation_error_message=_("Without a day the date is approximate."),
            ),
        ]

    def clean(self) -> None:
        """The rule is complete and gives dates."""
        super().clean()
        self.rrule = self.rrule.strip().upper().removeprefix("RRULE:")
        faults = check(self.as_rule(), approximate=self.date_is_approximate)
        if faults:
            raise ValidationError(faults)

    def as_rule(self) -> Rule:
        """When it is held, as a value."""
        return Rule.of(self)

    def __str__(self) -> str:
        return self.name
