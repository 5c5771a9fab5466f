"""The tables of events: one module a subject."""

from content.events.models.change import DateChange
from content.events.models.event import APPEARANCE, Event, EventKind, LeapMonths, RuleKind
from content.events.models.occurrence import Occurrence, OccurrenceState, Schedule

__all__ = [
    "APPEARANCE",
    "DateChange",
    "Event",
    "EventKind",
    "LeapMonths",
    "Occurrence",
    "OccurrenceState",
    "RuleKind",
    "Schedule",
]
