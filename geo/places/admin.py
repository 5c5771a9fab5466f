"""Categories, places, disruptions and proposed positions in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from geo.exchange.actions import export_selected
from geo.places import services
from geo.places.models import (
    Category,
    Disruption,
    Place,
    PositionProposal,
    ProposalStatus,
)
from tourism_backend.common.problems import Problem
from tourism_backend.publishing.admin import (
    AccuracyFilter,
    MapWidget,
    Mark,
    RecordAdmin,
    RelatedDropdownFilter,
    RoleAdmin,
    actor,
    display,
    distance_m,
    in_languages,
    submit_button,
)


@admin.register(Category)
class CategoryAdmin(RecordAdmin):
    """The tree of kinds of places."""

    list_display = ("title_text", "parent", "icon", "order", "state", "translations", "edited")
    list_select_related = ("parent",)
    ordering = ("path", "order")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": (in_languages("name"), ("slug", "parent"))}),
        (_("On the map"), {"fields": (("icon", "colour"), ("order", "rank"))}),
        (_("Elsewhere"), {"fields": (("osm_tags", "schema_type"),)}),
        RecordAdmin.origin,
    )


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    """Points of interest."""

    list_display = (
        "title_text", "category", "commune", "state", "translations", "verified", "accuracy",
        "edited",
    )  # fmt: skip
    list_filter = (
        *RecordAdmin.list_filter,
        ("category", RelatedDropdownFilter),
        ("commune", RelatedDropdownFilter),
        AccuracyFilter,
    )
    list_select_related = ("category", "commune")
    search_texts = (*in_languages("name"), "former_commune", "former_district")
    autocomplete_fields = ("category",)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            ("category", "slug", "other_names"), ("rank", "verified", "name_zh_checked"),
        )}),
        (_("Where"), {"fields": (
            "point", ("accuracy_m", "position_method", "commune"), in_languages("address"),
            ("former_commune", "former_district"), "footprint",
        )}),
        (_("For visitors"), {"fields": (
            "opening_hours", in_languages("fee"), ("fee_vnd", "phone", "website"),
            in_languages("accessibility"), ("wheelchair", "best_months"), "features",
        ), "classes": ("tab",)}),
        (_("Other facts"), {"fields": (
            ("osm_id", "wikidata", "geonames"), "desc_basis", "extra",
        ), "classes": ("tab",)}),
        RecordAdmin.origin,
    )  # fmt: skip
    readonly_fields = ("commune",)
    actions = (*RecordAdmin.actions, export_selected)

    def save_record(self, request: HttpRequest, record: Place, fields: Iterable[str]) -> None:
        """Through the places' own service, which knows about hours and communes."""
        services.save_place(actor(request), record, fields)

    @display(description=_("accuracy"), ordering="accuracy_m")
    def accuracy(self, place: Place) -> str:
        """The likely error of the position."""
        metres = place.accuracy_m
        return f"± {metres} m" if metres < 1000 else f"± {metres / 1000:.1f} km"


@admin.register(Disruption)
class DisruptionAdmin(RecordAdmin):
    """Closures, works, floods, crowds."""

    list_display = (
        "title_text",
        "kind",
        "severity",
        "starts_at",
        "ends_at",
        "state",
        "translations",
    )
    list_filter = (*RecordAdmin.list_filter, "kind", "severity")
    ordering = ("-starts_at", "pk")
    autocomplete_fields = ("area", "places")
    actions = (*RecordAdmin.actions, export_selected)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("reason"), ("kind", "severity", "closes"),
            ("starts_at", "ends_at"), "slug",
        )}),
        (_("Where"), {"fields": (("places", "area"), "geometry")}),
        RecordAdmin.origin,
    )  # fmt: skip


class ProposalForm(forms.ModelForm):  # type: ignore[type-arg]
    """A proposal as it came: only the answer is written here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.instance.place.point
        self.fields["point"].disabled = True
        mark = Mark(lat=now.y, lon=now.x, label=str(_("Where it is now")))
        self.fields["point"].widget = MapWidget(
            {**self.fields["point"].widget.attrs, "disabled": True}, accuracy_field="", marks=[mark]
        )


@admin.register(PositionProposal)
class ProposalAdmin(RoleAdmin):
    """Positions that visitors propose: accepted or rejected, never edited."""

    form = ProposalForm
    list_display = ("place", "badge", "away", "note", "created_at", "decided_by")
    list_filter = ("status",)
    list_select_related = ("place",)
    ordering = ("-created_at", "pk")
    actions = ("accept_selected", "reject_selected")
    readonly_fields = (
        "place", "badge", "away", "note", "contact", "by", "created_at", "decided_by", "decided_at",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("place", ("status", "away"), "note", "contact", ("by", "created_at"))}),
        (_("Where"), {"fields": ("point",)}),
        (_("Decision"), {"fields": ("answer", ("decided_by", "decided_at"))}),
    )

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Visitors propose, in the portal."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A decision stays on record."""
        return False

    @display(
        description=_("status"),
        ordering="status",
        label={"open": "warning", "accepted": "success", "rejected": "danger"},
    )
    def badge(self, proposal: PositionProposal) -> tuple[str, str]:
        """The status as a badge."""
        return proposal.status, proposal.get_status_display()

    @display(description=_("distance from the present position"))
    def away(self, proposal: PositionProposal) -> str:
        """How far the place would move."""
        return f"{distance_m(proposal.place.point.coords, proposal.point.coords):,.0f} m"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Accept and reject in the place of save."""
        proposal = kwargs.get("obj")
        if proposal is not None and proposal.status == ProposalStatus.OPEN:
            context["actions_submit_line"] = [
                submit_button("_accept", str(_("Accept: move the place")), "check"),
                submit_button("_reject", str(_("Reject")), "close"),
            ]
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[no-any-return]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Decide; nothing else is written."""
        if "_accept" in request.POST:
            self._decide(request, [obj], accept=True, answer=obj.answer)
        elif "_reject" in request.POST:
            self._decide(request, [obj], accept=False, answer=obj.answer)

    @admin.action(description=_("Accept the selected proposals"), permissions=["change"])
    def accept_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Move the places."""
        self._decide(request, queryset, accept=True)

    @admin.action(description=_("Reject the selected proposals"), permissions=["change"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Leave the places where they are."""
        self._decide(request, queryset, accept=False)

    def _decide(
        self, request: HttpRequest, proposals: Iterable[Any], *, accept: bool, answer: str = ""
    ) -> None:
        """Decide each, and say how many were still open."""
        decide = services.accept_proposal if accept else services.reject_proposal
        done = 0
        for proposal in proposals:
            try:
                decide(actor(request), proposal, answer)
                done += 1
            except Problem as problem:  # somebody else was faster
                messages.error(request, f"{proposal}: {problem.detail}")
        messages.success(request, ngettext("%d decided.", "%d decided.", done) % done)
