"""Itineraries: a tour, its days, its stops at places, and the track it follows."""

from __future__ import annotations

import pgtrigger
from django.contrib.gis.db.models import MultiLineStringField
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.tours.tracks import MOST_POINTS
from geo.areas.tidy import Tidy
from geo.places.models import Place
from tourism_backend.publishing.models import Record

MOST_DAYS = 30
MOST_MINUTES = 24 * 60


class Theme(models.TextChoices):
    """What a tour is about."""

    CULTURE = "culture-history", _("Culture and history")
    NATURE = "nature", _("Nature")
    BORDER = "border", _("Border gates")
    FOOD = "food", _("Food")
    COMMUNITY = "community", _("Community villages")
    URBAN = "urban-heritage", _("Urban heritage")
    PILGRIMAGE = "pilgrimage", _("Pilgrimage")
    GEOLOGY = "geology", _("Geology")
    ARCHAEOLOGY = "archaeology", _("Archaeology")
    RAILWAY = "railway", _("By railway")


class Difficulty(models.TextChoices):
    """How much it asks of the body."""

    EASY = "easy", _("Easy")
    MODERATE = "moderate", _("Moderate")
    HARD = "hard", _("Hard")


class Suits(models.TextChoices):
    """For whom it is good."""

    FAMILIES = "families", _("Families with children")
    SENIORS = "seniors", _("Older people")
    WHEELCHAIR = "wheelchair", _("Wheelchair users")
    SCHOOLS = "schools", _("School classes")
    GROUPS = "groups", _("Groups")
    HIKERS = "hikers", _("Hikers")
    CYCLISTS = "cyclists", _("Cyclists")
    PHOTOGRAPHERS = "photographers", _("Photographers")


class TrackSource(models.TextChoices):
    """Where a track comes from."""

    DRAWN = "drawn", _("Drawn on the map")
    FILE = "file", _("Read from a file")


class Track(models.Model):  # type: ignore[django-manager-missing]
    """A line that is followed, as it was read: whole, never changed, named by its content.

    ``line`` is WGS 84 (EPSG:4326) with heights in metres where ``has_heights`` (else 0);
    ``simple`` is its picture for maps and lists: no heights, few points. Lengths are metres on
    the spheroid; climb and descent follow ``heights``. A track stays as long as anything, history
    included, may speak of it.
    """

    digest = models.CharField(max_length=32, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=5, choices=TrackSource)
    line = MultiLineStringField(_("track"), srid=4326, dim=3)
    simple = MultiLineStringField(_("simplified track"), srid=4326)
    points = models.PositiveIntegerField(_("points"))
    length_m = models.FloatField(_("length (m)"))
    has_heights = models.BooleanField(_("has heights"))
    ascent_m = models.PositiveIntegerField(_("climb (m)"), null=True)
    descent_m = models.PositiveIntegerField(_("descent (m)"), null=True)
    lowest_m = models.IntegerField(_("lowest (m)"), null=True)
    highest_m = models.IntegerField(_("highest (m)"), null=True)
    profile = models.JSONField(_("height profile"), default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        constraints = [
            models.CheckConstraint(
                condition=Q(points__gte=2, points__lte=MOST_POINTS), name="tours_track_points"
            ),
            models.CheckConstraint(condition=Q(length_m__gt=0), name="tours_track_length"),
            models.CheckConstraint(
                condition=Q(source__in=TrackSource.values), name="tours_track_source"
            ),
            models.CheckConstraint(
                condition=Q(
                    has_heights=True,
                    ascent_m__isnull=False,
                    descent_m__isnull=False,
                    lowest_m__lte=F("highest_m"),
                )
                | Q(
                    has_heights=False,
                    ascent_m__isnull=True,
                    descent_m__isnull=True,
                    lowest_m__isnull=True,
                    highest_m__isnull=True,
                ),
                name="tours_track_heights",
            ),
            models.CheckConstraint(
                condition=Q(
                    points=Func(
                        F("line"), function="ST_NPoints", output_field=models.IntegerField()
                    )
                ),
                name="tours_track_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.length_m / 1000:.1f} km"


# Rows are asked as they are when the transaction ends: what was moved or deleted counts no more.
WITHIN_DAYS = """
    IF EXISTS (SELECT 1 FROM {table} s JOIN tours_tour t ON t.id = s.tour_id
               WHERE s.id = NEW.id AND s.{day} > t.days) THEN
        RAISE check_violation USING
            CONSTRAINT = 'tours_day_within_tour',
            MESSAGE = format('the tour has no day %s', NEW.{day});
    END IF;
    RETURN NULL;
"""
ENOUGH_DAYS = """
    IF EXISTS (SELECT 1 FROM tours_tourstop s JOIN tours_tour t ON t.id = s.tour_id
               WHERE t.id = NEW.id AND s.day > t.days)
       OR EXISTS (SELECT 1 FROM tours_tourday d JOIN tours_tour t ON t.id = d.tour_id
                  WHERE t.id = NEW.id AND d.number > t.days)
    THEN
        RAISE check_violation USING
            CONSTRAINT = 'tours_day_within_tour',
            MESSAGE = format('something of the tour lies after day %s', NEW.days);
    END IF;
    RETURN NULL;
"""


def _within_days(table: str, day: str) -> str:
    return WITHIN_DAYS.format(table=table, day=day)


def _at_commit(name: str, func: str, *columns: str) -> pgtrigger.Trigger:
    """A rule over two tables, asked when the transaction ends: until then rows may be moved."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(*columns),  # type: ignore[no-untyped-call]
        timing=pgtrigger.Deferred,
        func=func,
    )


class Tour(Tidy, Record):  # type: ignore[django-manager-missing]
    """An itinerary of some days.

    ``theme`` is what it is about first, ``more_themes`` what else. ``sample`` marks one written
    to show what the system does: nobody offers it. Without a track, maps join the stops by a
    straight dashed line that says it is none.
    """

    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    departure = models.CharField(_("departure"), max_length=200, blank=True)
    transport = models.CharField(_("ways of travel"), max_length=200, blank=True)
    advice = models.TextField(_("advice"), blank=True)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme)
    more_themes = ArrayField(
        models.CharField(max_length=20, choices=Theme),
        verbose_name=_("further themes"),
        default=list,
        blank=True,
    )
    days = models.PositiveSmallIntegerField(_("days"), default=1)
    difficulty = models.CharField(
        _("difficulty"), max_length=10, choices=Difficulty, default=Difficulty.EASY
    )
    months = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("best months"),
        default=list,
        blank=True,
        help_text=_("1 to 12, in the order of the season"),
    )
    suits = ArrayField(
        models.CharField(max_length=20, choices=Suits),
        verbose_name=_("good for"),
        default=list,
        blank=True,
    )
    sample = models.BooleanField(
        _("sample"), default=False, help_text=_("Written as an example; nobody offers it.")
    )
    rank = models.FloatField(_("rank"), default=0.5)
    track = models.ForeignKey(
        Track,
        verbose_name=_("track"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tours",
        editable=False,
    )

    class Meta(Record.Meta):
        verbose_name = _("tour")
        verbose_name_plural = _("tours")
        ordering = ("slug",)
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=MOST_DAYS),
                name="tours_tour_days",
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="tours_tour_theme"),
            models.CheckConstraint(
                condition=Q(more_themes__contained_by=Theme.values), name="tours_tour_more_themes"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__in=Difficulty.values), name="tours_tour_difficulty"
            ),
            models.CheckConstraint(
                condition=Q(months__contained_by=list(range(1, 13))),
                name="tours_tour_months",
                violation_error_message=_("Months are 1 to 12."),
            ),
            models.CheckConstraint(
                condition=Q(suits__contained_by=Suits.values), name="tours_tour_suits"
            ),
            models.CheckConstraint(condition=Q(rank__gte=0, rank__lte=1), name="tours_tour_rank"),
        ]
        triggers = [_at_commit("enough_days", ENOUGH_DAYS, "days")]

    def clean(self) -> None:
        """The first theme is not named again; months and the rest are what they may be."""
        super().clean()
        self.more_themes = sorted({*self.more_themes} - {self.theme})
        self.suits = sorted({*self.suits})
        if not all(1 <= month <= 12 for month in self.months):
            raise ValidationError({"months": _("Months are 1 to 12.")})
        if not 1 <= (self.days or 0) <= MOST_DAYS:
            raise ValidationError({"days": _("A tour has 1 to %d days.") % MOST_DAYS})

    def __str__(self) -> str:
        return self.name


class TourDay(Tidy):  # type: ignore[django-manager-missing]
    """What is told of one day: a title, a text. A day without a row is a day all the same."""

    tour = models.ForeignKey(
        Tour, verbose_name=_("tour"), on_delete=models.CASCADE, related_name="told_days"
    )
    number = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1)])
    title = models.CharField(_("title"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ("tour", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["tour", "number"],
                name="tours_tourday_once",
                violation_error_message=_("This day is told twice."),
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="tours_tourday_number"),
        ]
        triggers = [
            _at_commit("within_days", _within_days("tours_tourday", "number"), "number", "tour_id")
        ]

    def __str__(self) -> str:
        return _("Day %(n)s") % {"n": self.number}


class TourStop(Tidy):  # type: ignore[django-manager-missing]
    """A stop at a place: on which day, the how-manieth, how long (minutes; empty: not said)."""

    tour = models.ForeignKey(
        Tour, verbose_name=_("tour"), on_delete=models.CASCADE, related_name="stops"
    )
    day = models.PositiveSmallIntegerField(_("day"), default=1, validators=[MinValueValidator(1)])
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="tour_stops"
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes there"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ("tour", "day", "order")
        constraints = [
            # Asked when the transaction ends: rows that change places meet for a moment.
            models.UniqueConstraint(
                fields=["tour", "day", "order"],
                name="tours_tourstop_order",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Two stops of a day have the same order."),
            ),
            models.CheckConstraint(condition=Q(day__gte=1), name="tours_tourstop_day"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=MOST_MINUTES),
                name="tours_tourstop_minutes",
                violation_error_message=_("A stop lasts 1 minute to a day."),
            ),
        ]
        triggers = [
            _at_commit("within_days", _within_days("tours_tourstop", "day"), "day", "tour_id")
        ]

    def __str__(self) -> str:
        return f"{self.day}.{self.order} {self.place}"
