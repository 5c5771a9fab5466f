"""The map on which a geometry is drawn and edited: our own files, our own data."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.gis.forms import BaseGeometryWidget
from django.contrib.gis.geos import GEOSGeometry
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _


class MapWidget(BaseGeometryWidget):
    """A geometry as GeoJSON in a text field, with a map over it when scripts run.

    ``accuracy_field`` names the form's number field whose metres are drawn as a circle.
    Nothing is asked of another site: the background is our own communes.
    """

    template_name = "admin/publishing/map_widget.html"
    map_srid = 4326
    supports_3d = False

    class Media:
        css = {"all": ["portal/dist/admin-map.css"]}
        js = ["portal/dist/admin-map.js"]

    def serialize(self, value: GEOSGeometry | None) -> str:
        """The geometry as GeoJSON."""
        return str(value.json) if value else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the template needs; ``config`` is read by the script."""
        context = super().get_context(name, value, attrs)
        kind = str(self.attrs.get("geom_type") or "Geometry").capitalize()
        context["kind"] = {"Multipolygon": "MultiPolygon", "Linestring": "LineString"}.get(
            kind, kind
        )
        context["config"] = {
            "kind": context["kind"],
            "bbox": settings.DESTINATION["bbox"],
            "background": background(),
            "accuracy": self.attrs.get("accuracy_field", "accuracy_m"),
            "text": texts(),
        }
        return context


def background() -> str:
    """Where the communes' outlines come from; empty while the API does not offer them."""
    try:
        return f"{reverse('api-1:list_areas')}?format=geojson"
    except NoReverseMatch:
        return ""


def texts() -> dict[str, str]:
    """The script's texts, in the reader's language."""
    return {
        "placeHere": _("Place the point in the middle of the map"),
        "drawPolygon": _("Draw an area"),
        "drawLine": _("Draw a line"),
        "drawPoint": _("Place a point"),
        "edit": _("Edit the shape"),
        "done": _("Done"),
        "remove": _("Remove"),
        "undo": _("Undo"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "bad": _("This is no GeoJSON geometry of the right kind."),
        "outside": _("This lies outside the destination."),
    }
