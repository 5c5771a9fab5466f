"""The texts of the admin's theme that nobody else translates.

The theme marks them for translation and ships none. Named here, they are found when the message
files are made, and looked up by the theme in ours.
"""

from django.utils.translation import gettext_noop as _

THEME_TEXTS = (
    _("All applications"),
    _("Apply Filters"),
    _("Change password"),
    _("Choose file to upload"),
    _("Clear selection"),
    _("Click here to select the objects across all pages"),
    _("Dark"),
    _("Date from"),
    _("Date to"),
    _("Filters"),
    _("From"),
    _("General"),
    _("History"),
    _("Light"),
    _("Loading more results..."),
    _("Log out"),
    _("More actions"),
    _("No results found"),
    _("No results matching your query"),
    _("Record picture"),
    _("Reset filters"),
    _("Return to site"),
    _("Run"),
    _("Select action"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("Submit"),
    _("System"),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("To"),
    _("Toggle sorting"),
    _("Type to search"),
    _("Welcome back to"),
)
