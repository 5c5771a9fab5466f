"""The curators' admin: what every room's ``admin.py`` builds on."""

from django.contrib import admin
from unfold.contrib.filters.admin import RelatedDropdownFilter

from tourism_backend.publishing.admin.columns import display, once
from tourism_backend.publishing.admin.filters import (
    AccuracyFilter,
    PendingFilter,
    UntranslatedFilter,
)
from tourism_backend.publishing.admin.forms import RecordForm
from tourism_backend.publishing.admin.records import RecordAdmin, submit_button
from tourism_backend.publishing.admin.rights import RoleAdmin, actor
from tourism_backend.publishing.admin.site import configure
from tourism_backend.publishing.admin.widgets import MapWidget, Mark
from tourism_backend.publishing.admin.words import distance_m
from tourism_backend.publishing.collection import in_languages

configure(admin.site)

__all__ = [
    "AccuracyFilter",
    "MapWidget",
    "Mark",
    "PendingFilter",
    "RecordAdmin",
    "RecordForm",
    "RelatedDropdownFilter",
    "RoleAdmin",
    "UntranslatedFilter",
    "actor",
    "display",
    "distance_m",
    "in_languages",
    "once",
    "submit_button",
]
