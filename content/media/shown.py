"""What pictures may show."""

# Places, events, tours, but not pictures of pictures.
NOT_SHOWN = frozenset({"pictures", "categories", "disruptions"})
