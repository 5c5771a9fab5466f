"""The map on which a geometry is drawn and edited: our own files, our own data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.gis.forms import BaseGeometryWidget
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSGeometry
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from tourism_backend.publishing.registry import registry

# The outlines of communes, as the public has them.
OUTLINES = "api/v1/areas?format=geojson&level=commune&limit=100"
KINDS = {
    "MULTIPOLYGON": "MultiPolygon",
    "LINESTRING": "LineString",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOINT": "MultiPoint",
}


@dataclass(frozen=True)
class Mark:
    """Another place shown on the map: where something else lies, or lay."""

    lat: float
    lon: float
    label: str


class MapWidget(BaseGeometryWidget):
    """A geometry as GeoJSON in a text field, with a map over it when scripts run.

    ``accuracy_field`` names the form's number field whose metres are drawn as a circle;
    ``marks`` are shown beside the geometry. The background is the portal's own base data, or the
    map pictures of the server that the settings name; nothing else comes from another site.
    """

    template_name = "admin/publishing/map_widget.html"
    map_srid = 4326
    supports_3d = False

    class Media:
        css = {"all": ["portal/dist/admin-map.css"]}
        js = ["portal/dist/admin-map.js"]

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        accuracy_field: str = "accuracy_m",
        marks: Iterable[Mark] = (),
    ) -> None:
        super().__init__(attrs)
        self.accuracy_field = accuracy_field
        self.marks = tuple(marks)

    def serialize(self, value: GEOSGeometry | None) -> str:
        """The geometry as GeoJSON."""
        return str(value.json) if value else ""

    def deserialize(self, value: str) -> GEOSGeometry | None:
        """The geometry of a text; None when it is none."""
        try:
            geometry: GEOSGeometry | None = super().deserialize(value)
        except GDALException:
            return None
        return geometry

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs; ``config`` is read by the script."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if isinstance(value, str) and not context["serialized"]:
            context["serialized"] = value  # what was typed stays, to be put right
        geom_type = str(self.attrs.get("geom_type", "GEOMETRY")).upper()
        context["kind"] = KINDS.get(geom_type, geom_type.capitalize())
        context["config"] = ground() | {
            "kind": context["kind"],
            "outlines": outlines(),
            "accuracy": self.accuracy_field,
            "readonly": bool(context["widget"]["attrs"].get("disabled")),
            "marks": [asdict(mark) for mark in self.marks],
        }
        return context


def ground() -> dict[str, Any]:
    """What every map of the admin stands on, as its script reads it."""
    return {
        "bbox": settings.DESTINATION["bbox"],
        "tiles": settings.BASE_TILES_URL,
        "attribution": settings.BASE_TILES_ATTRIBUTION if settings.BASE_TILES_URL else "",
        "base": static("portal/dist/base.json"),
        "text": texts(),
    }


def outlines() -> str:
    """The address of the public outlines that drawings snap to; empty where there are none."""
    return f"{get_script_prefix()}{OUTLINES}" if "areas" in registry else ""


def texts() -> dict[str, str]:
    """The script's texts, in the reader's language."""
    return {
        "placeHere": _("Place the point in the middle"),
        "cornerHere": _("Corner in the middle"),
        "drawPolygon": _("Draw an area"),
        "drawLine": _("Draw a line"),
        "edit": _("Edit corners"),
        "done": _("Done"),
        "snap": _("Snap to commune boundaries"),
        "snapOff": _("Do not snap"),
        "undo": _("Undo"),
        "fit": _("Show all"),
        "remove": _("Remove the shape"),
        "pin": _("Position"),
        "corner": _("Corner"),
        "middle": _("New corner"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "closer": _("Too many corners here: zoom in to edit them."),
        "bad": _("This is no GeoJSON geometry of the right kind."),
        "outside": _("This lies outside the destination."),
    }
