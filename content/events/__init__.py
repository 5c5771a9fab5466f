"""Festivals and other events, their dates by lunar or solar rule."""
