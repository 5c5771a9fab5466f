"""The IIIF door: Image API 3 (level 2) and Presentation 3 of public pictures."""
