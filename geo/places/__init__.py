"""Places: points of interest."""
