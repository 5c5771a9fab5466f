"""Itineraries: days, ordered stops at places, tracks."""
