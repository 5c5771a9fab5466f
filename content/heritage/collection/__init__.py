"""What is public of the register: monuments, their zones, intangible heritage, objects."""

from content.heritage.collection.artefacts import ARTEFACTS
from content.heritage.collection.intangible import INTANGIBLE
from content.heritage.collection.monuments import MONUMENTS
from content.heritage.collection.zones import ZONES

__all__ = ["ARTEFACTS", "INTANGIBLE", "MONUMENTS", "ZONES"]
