"""Where: areas, places, search, tiles, maps. Knows nothing of content."""
