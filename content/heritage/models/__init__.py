"""Tables of the register."""

from content.heritage.models.care import Grade, Incident, Intervention, Survey, Threat
from content.heritage.models.intangible import (
    Bearer,
    Inscription,
    Intangible,
    Register,
    Safeguarding,
    Type,
    TypeName,
)
from content.heritage.models.monument import (
    Confidence,
    Decision,
    Designation,
    Kind,
    Monument,
    Ownership,
    ProtectionZone,
    Rank,
    Zone,
)

__all__ = [
    "Bearer", "Confidence", "Decision", "Designation", "Grade", "Incident", "Inscription",
    "Intangible", "Intervention", "Kind", "Monument", "Ownership", "ProtectionZone", "Rank",
    "Register", "Safeguarding", "Survey", "Threat", "Type", "TypeName", "Zone",
]  # fmt: skip
