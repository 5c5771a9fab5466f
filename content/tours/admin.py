"""Tours in the admin: days and stops beside the tour, the track from a file or drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.gis.forms import MultiLineStringField
from django.contrib.gis.geos import GEOSGeometry, LineString, MultiLineString
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldBooleanSwitchWidget

from content.tours import services
from content.tours.models import Tour, TourDay, TourStop, Track, TrackSource
from content.tours.tracks import MOST_BYTES, Read, TrackRefused, read
from geo.exchange.actions import export_selected
from tourism_backend.publishing.admin import (
    MapWidget,
    RecordAdmin,
    RecordForm,
    actor,
    display,
    in_languages,
)

# A line with more points is shown, but changed by another file only.
MOST_DRAWN = 2_000
TRACK_FIELDS = frozenset({"track_file", "track_line", "track_removed"})


class MultiLineField(MultiLineStringField):
    """Takes a single line too."""

    def to_python(self, value: Any) -> Any:
        """A line becomes a collection of one."""
        if isinstance(value, str) and value:
            given = self.widget.deserialize(value)
            if isinstance(given, LineString):
                value = MultiLineString(given, srid=given.srid).json
        return super().to_python(value)


class TourForm(RecordForm):
    """A tour, and how its track is given: a file, a drawn line, or none."""

    track_file = forms.FileField(
        label=_("Track from a file"),
        required=False,
        help_text=_("GPX, KML or GeoJSON, at most 20 MB. It replaces the track."),
        widget=UnfoldAdminFileFieldWidget({"accept": ".gpx,.kml,.geojson,.json"}),
    )
    track_line = MultiLineField(
        label=_("Track on the map"),
        required=False,
        srid=4326,
        widget=MapWidget(accuracy_field=""),
    )
    track_removed = forms.BooleanField(
        label=_("Remove the track"), required=False, widget=UnfoldBooleanSwitchWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given: Read | None = None
        self.source = TrackSource.FILE
        track = self.instance.track
        if track is None:
            return
        field = self.fields["track_line"]
        if drawable(track):
            field.initial = flat(track.line)
        else:
            field.initial, field.disabled = track.simple, True
            field.widget.attrs["disabled"] = True
            field.help_text = _(
                "Simplified. A recorded track is replaced by another file, or removed."
            )

    def clean_track_file(self) -> Any:
        """Read the file; its faults are said at the field."""
        file = self.cleaned_data["track_file"]
        if file:
            # Anything larger is refused unread.
            body = file.read() if file.size <= MOST_BYTES else b" " * (MOST_BYTES + 1)
            self.given = _read(body)
        return file

    def clean_track_line(self) -> GEOSGeometry | None:
        """What was drawn must be a track, too."""
        line: GEOSGeometry | None = self.cleaned_data["track_line"]
        if line and self._redrawn and self.given is None:
            self.given, self.source = _read(str(line.json).encode()), TrackSource.DRAWN
        return line

    def clean(self) -> dict[str, Any] | None:
        """A track is given or removed, not both."""
        cleaned = super().clean()
        if self.cleaned_data.get("track_removed") and self.cleaned_data.get("track_file"):
            self.add_error("track_removed", _("Give a file, or remove the track: not both."))
        return cleaned

    @property
    def _redrawn(self) -> bool:
        """Whether the line on the map was changed; Django's field forgets that it is disabled."""
        return not self.fields["track_line"].disabled and "track_line" in self.changed_data

    @property
    def removes(self) -> bool:
        """Whether the track is to go: it was asked for, or its line was wiped off the map."""
        wiped = self._redrawn and not self.cleaned_data.get("track_line")
        return bool(self.cleaned_data.get("track_removed")) or (wiped and self.given is None)


def _read(body: bytes) -> Read:
    try:
        return read(body)
    except TrackRefused as refused:
        raise forms.ValidationError(str(refused)) from None


def drawable(track: Track) -> bool:
    """Whether a track can be edited on the map: drawn there, without heights, not too long."""
    return track.source == TrackSource.DRAWN and track.points <= MOST_DRAWN


def flat(line: MultiLineString) -> MultiLineString:
    """The line without heights."""
    lines: Any = line.tuple
    parts = [LineString([point[:2] for point in part]) for part in lines]
    return MultiLineString(parts, srid=4326)


class _OfTour:
    """An inline whose rights are the tour's."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the tour itself."""
        return bool(request.user.may("tour.change"))  # type: ignore[union-attr]

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


class StopForm(forms.ModelForm):  # type: ignore[type-arg]
    """A stop. Its order is put right for all stops together."""

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"order"}


class OfDays(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows that belong to a day: the tour must have it."""

    day = "day"

    def clean(self) -> None:
        """Name each row whose day the tour does not have."""
        super().clean()
        most = self.instance.days or 0
        for form in self._kept():
            day = form.cleaned_data.get(self.day)
            if day is not None and not 1 <= day <= most:
                form.add_error(self.day, _("The tour has the days 1 to %(most)d.") % {"most": most})

    def _kept(self) -> list[Any]:
        """The rows that will be there."""
        return [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None)
            and form.cleaned_data.get(self.day) is not None
            and not form.cleaned_data.get("DELETE")
        ]


class StopsOfDays(OfDays):
    """Stops in their order: numbered anew within each day, ties as they stand on the page."""

    def clean(self) -> None:
        """Give the stops of a day the numbers 1, 2, 3 …"""
        super().clean()
        rows = [form for form in self._kept() if form.cleaned_data.get("place")]
        rows.sort(key=lambda form: (form.cleaned_data["day"], form.cleaned_data.get("order") or 0))
        count: dict[int, int] = {}
        for form in rows:
            day = form.cleaned_data["day"]
            count[day] = count.get(day, 0) + 1
            form.instance.order = count[day]

    def save(self, commit: bool = True) -> Any:
        """Save what changed, and the rows whose number did."""
        saved = super().save(commit)
        kept = dict(TourStop.objects.filter(tour=self.instance).values_list("pk", "order"))
        for form in self._kept():
            stop = form.instance
            if commit and stop.pk in kept and kept[stop.pk] != stop.order:
                stop.save(update_fields=["order"])
        return saved


class TourStopInline(_OfTour, TabularInline):  # type: ignore[misc]
    """Where it stops."""

    model = TourStop
    form = StopForm
    formset = StopsOfDays
    fields = ("day", "order", "place", "minutes", *in_languages("note"))
    autocomplete_fields = ("place",)
    ordering = ("day", "order")
    extra = 0


class DaysTold(OfDays):
    """Texts of days."""

    day = "number"


class TourDayInline(_OfTour, StackedInline):  # type: ignore[misc]
    """What is told of the days."""

    model = TourDay
    formset = DaysTold
    fields = ("number", in_languages("title"), in_languages("text"))
    ordering = ("number",)
    extra = 0
    tab = True


@admin.register(Tour)
class TourAdmin(RecordAdmin):
    """Itineraries."""

    form = TourForm
    list_display = (
        "title_text", "theme", "days", "difficulty", "sample", "state", "translations", "edited",
    )  # fmt: skip
    list_filter = (*RecordAdmin.list_filter, "theme", "difficulty", "sample")
    list_select_related = ("track",)
    actions = (*RecordAdmin.actions, export_selected)
    inlines = (TourStopInline, TourDayInline)
    readonly_fields = ("track_facts",)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("description"), in_languages("departure"),
            ("theme", "days", "difficulty"), "more_themes", ("slug", "rank"),
            ("sample", "verified"),
        )}),
        (_("The way"), {"fields": (
            "track_facts", ("track_file", "track_removed"), "track_line",
        )}),
        (_("For visitors"), {"fields": (
            in_languages("transport"), in_languages("advice"), "suits", "months",
        ), "classes": ("tab",)}),
        RecordAdmin.origin,
    )  # fmt: skip

    @display(description=_("track"))
    def track_facts(self, tour: Tour) -> str:
        """What the track is, in numbers."""
        track = tour.track
        if track is None:
            return str(_("None: maps join the stops by a dotted line that says it is schematic."))
        points = str(_("%(n)s points") % {"n": track.points})
        facts = [str(track), points, str(track.get_source_display())]
        if track.has_heights:
            climb = {"up": track.ascent_m, "down": track.descent_m}
            facts.append(str(_("%(up)s m up, %(down)s m down") % climb))
        return ", ".join(facts)

    def save_record(self, request: HttpRequest, record: Any, fields: Iterable[str]) -> None:
        """The tour's own columns; the track comes after."""
        super().save_record(request, record, set(fields) - TRACK_FIELDS)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save the tour, then its track."""
        super().save_model(request, obj, form, change)
        if form.given is not None or form.removes:
            services.save_track(actor(request), obj, form.given, form.source)
