"""The tables of places: one module a subject."""

from geo.places.models.category import Category
from geo.places.models.disruption import Disruption, DisruptionKind, Severity
from geo.places.models.openhours import OpenHours, OpenSpan
from geo.places.models.place import DescriptionBasis, Feature, Place, PositionMethod, Wheelchair
from geo.places.models.proposal import PositionProposal, ProposalStatus
from geo.places.models.twin import Twin, TwinDue, TwinKey

__all__ = [
    "Category",
    "DescriptionBasis",
    "Disruption",
    "DisruptionKind",
    "Feature",
    "OpenHours",
    "OpenSpan",
    "Place",
    "PositionMethod",
    "PositionProposal",
    "ProposalStatus",
    "Severity",
    "Twin",
    "TwinDue",
    "TwinKey",
    "Wheelchair",
]
