"""What is public of categories, places and disruptions: one module a collection."""

from geo.places.collection.categories import CATEGORIES
from geo.places.collection.disruptions import DISRUPTIONS
from geo.places.collection.places import PLACES

__all__ = ["CATEGORIES", "DISRUPTIONS", "PLACES"]
