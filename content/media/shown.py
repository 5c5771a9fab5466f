"""What uploads may show."""

# Places, events, tours, but not uploads of uploads.
NOT_SHOWN = frozenset({"pictures", "enclosures", "categories", "disruptions"})
