"""The forms of an import: which file, and how its columns are taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from geo.exchange import mapping
from geo.exchange.formats import MOST_BYTES
from geo.exchange.importable import Importable, importables
from geo.exchange.models import Import
from geo.exchange.services import OPTIONS
from geo.exchange.systems import offered
from geo.exchange.vietnamese import ENCODINGS
from tourism_backend.accounts.models import User
from tourism_backend.publishing.models import Licence

TAKEN = ".csv,.txt,.tsv,.xlsx,.geojson,.json,.kml,.kmz,.gpx,.zip,.gpkg"


def open_to(person: User) -> list[tuple[str, str]]:
    """The collections somebody may import into, with their titles."""
    return [
        (importable.collection, str(importable.declared.title))
        for importable in importables
        if person.may(f"{importable.model._meta.model_name}.change")
    ]


class UploadForm(forms.Form):
    """A file, and where its rows belong."""

    collection = forms.ChoiceField(
        label=gettext_lazy("Records"),
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": gettext_lazy("Choose what the file holds.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"), widget=UnfoldAdminFileFieldWidget(attrs={"accept": TAKEN})
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["collection"]
        # None is proposed: rows that land among the wrong records are work for many.
        chosen.choices = [("", _("choose…")), *self.offered(person)]
        self.fields["file"].help_text = _(
            "CSV, Excel, GeoJSON, KML, KMZ, GPX, GeoPackage or a Shapefile as a zip; up to %d MB."
        ) % (MOST_BYTES >> 20)

    def offered(self, person: User) -> list[tuple[str, str]]:
        """What there is to choose from."""
        return open_to(person)


class ExtractForm(UploadForm):
    """An OpenStreetMap extract, and what it is laid beside."""

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        file = self.fields["file"]
        file.widget.attrs["accept"] = ".osm,.pbf"
        file.help_text = _("An extract of the region (.osm or .osm.pbf), up to %d MB.") % (
            MOST_BYTES >> 20
        )

    def offered(self, person: User) -> list[tuple[str, str]]:
        """What is compared."""
        return [pair for pair in open_to(person) if importables.get(pair[0]).osm]


class AssignForm(forms.Form):
    """Header by header the column it fills, and how the file is to be read."""

    layer = forms.ChoiceField(label=gettext_lazy("Sheet or layer"), required=False)
    encoding = forms.ChoiceField(label=gettext_lazy("Text is in"))
    system = forms.TypedChoiceField(
        label=gettext_lazy("Coordinates are in"), required=False, coerce=int, empty_value=None
    )
    source = forms.CharField(
        label=gettext_lazy("Source of new records"), required=False, max_length=300,
        help_text=gettext_lazy("Where the row itself says none."),
    )  # fmt: skip
    licence = forms.ChoiceField(
        label=gettext_lazy("Licence of new records"), required=False, choices=Licence.choices
    )
    provider = forms.CharField(
        label=gettext_lazy("Whose ids these are"), required=False, max_length=60,
        help_text=gettext_lazy("Names the column of foreign ids, so that they are found again."),
    )  # fmt: skip
    clear_empty = forms.BooleanField(
        label=gettext_lazy("Empty cells empty the field"), required=False
    )
    override_own = forms.BooleanField(
        label=gettext_lazy("Overwrite what curators made their own"), required=False
    )
    skip_bad = forms.BooleanField(
        label=gettext_lazy("Take the good rows even if others are refused"), required=False
    )
    publish = forms.BooleanField(label=gettext_lazy("Publish at once"), required=False)

    def __init__(
        self, job: Import, importable: Importable, data: Any = None, *, may_publish: bool
    ) -> None:
        super().__init__(data, initial={name: getattr(job, name) for name in self.base_fields})
        self.job, self.table = job, _table(job)
        self._choices("layer", [(t["name"], _counted(t)) for t in job.tables if t["count"]])
        self._choices("encoding", list(ENCODINGS.items()))
        self._choices("system", [("", _declared(self.table)), *offered()])
        if not may_publish:
            del self.fields["publish"]
        known = [("", "—"), *mapping.columns(importable).items()]
        for number, header in enumerate(self.table["headers"]):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=header, choices=known, required=False, initial=job.mapping.get(header, "")
            )
        for field in self.fields.values():
            field.widget = _themed(field)

    def _choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Each header's field with the first cells below it."""
        return [
            {
                "field": self[f"column-{number}"],
                "samples": [row[number] for row in self.table["samples"] if row[number]][:3],
            }
            for number, _header in enumerate(self.table["headers"])
        ]

    @property
    def reading(self) -> list[Any]:
        """How the file is to be read, and what its records are given."""
        names = ("layer", "encoding", "system", "source", "licence", "provider")
        return [self[name] for name in names if name != "layer" or len(self.job.tables) > 1]

    @property
    def options(self) -> list[Any]:
        """What is to be ticked."""
        return [self[name] for name in OPTIONS if name in self.fields]

    @property
    def chosen(self) -> Mapping[str, Any]:
        """What ``services.assign`` takes."""
        given = dict(self.cleaned_data)
        given["mapping"] = {
            header: given.pop(f"column-{number}")
            for number, header in enumerate(self.table["headers"])
        }
        return given


def _table(job: Import) -> dict[str, Any]:
    found: dict[str, Any] = next(t for t in job.tables if t["name"] == job.layer)
    return found


def _counted(table: Mapping[str, Any]) -> str:
    return f"{table['name'] or '—'} ({table['count']})"


def _declared(table: Mapping[str, Any]) -> str:
    """What leaving the choice open means."""
    if table["undeclared"]:
        return _("What the file declares is not known: choose")
    if table["system"] is None:
        return _("As the file says: longitude and latitude")
    return _("As the file says: %s") % dict(offered()).get(
        table["system"], f"EPSG:{table['system']}"
    )


def _themed(field: forms.Field) -> forms.Widget:
    if isinstance(field, forms.ChoiceField):
        return UnfoldAdminSelectWidget(choices=field.choices)  # type: ignore[no-any-return]
    if isinstance(field, forms.BooleanField):
        return UnfoldBooleanWidget()  # type: ignore[no-any-return]
    return UnfoldAdminTextInputWidget()  # type: ignore[no-any-return]
