"""Folium: the safe figure, our widgets, the layers, the map page."""

import sys

# Folium takes pandas along where it finds it, for data frames that no map of ours is made from:
# 60 MB a web worker.
_absent = "pandas" not in sys.modules
if _absent:
    sys.modules["pandas"] = None  # type: ignore[assignment]
import folium  # noqa: E402, F401

if _absent:
    del sys.modules["pandas"]
