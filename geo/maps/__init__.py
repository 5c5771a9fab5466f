"""Folium: the safe figure, our widgets, the layers, the map page."""
