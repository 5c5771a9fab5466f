"""Tables of the register."""

from content.heritage.models.artefact import Artefact, ArtefactKind, Recognition, Treasure
from content.heritage.models.care import Grade, Incident, Intervention, Reminder, Survey, Threat
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
from content.heritage.models.papers import Document, DocumentKind, Photograph, Viewpoint

__all__ = [
    "Artefact", "ArtefactKind", "Bearer", "Confidence", "Decision", "Designation", "Document",
    "DocumentKind", "Grade", "Incident", "Inscription", "Intangible", "Intervention", "Kind",
    "Monument", "Ownership", "Photograph", "ProtectionZone", "Rank", "Recognition", "Register",
    "Reminder", "Safeguarding", "Survey", "Threat", "Treasure", "Type", "TypeName", "Viewpoint",
    "Zone",
]  # fmt: skip
