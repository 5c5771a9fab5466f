"""The register in the admin."""

from content.heritage.admin import records

__all__ = ["records"]
