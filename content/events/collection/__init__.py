"""What is public of events and of their dates: one module a collection."""

from content.events.collection.events import EVENTS
from content.events.collection.occurrences import OCCURRENCES

__all__ = ["EVENTS", "OCCURRENCES"]
