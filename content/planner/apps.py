"""The planner app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlannerConfig(AppConfig):
    """Day plans that hold: open doors, real distances."""

    name = "content.planner"
    label = "planner"
    verbose_name = _("Planner")
