"""The form of a record: languages side by side, and no edit lost to another's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextInputWidget

from tourism_backend.publishing.admin import locking
from tourism_backend.publishing.collection import column, languages, source_language


class RecordForm(forms.ModelForm):  # type: ignore[type-arg]
    """The form of every record.

    ``version`` is what the record held when the person opened it (see ``locking``). A field for
    which they chose what somebody else saved is left alone.
    """

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget,
        help_text=gettext_lazy("Kept in the history, and told to who reviews it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.disabled = field.disabled or locking.chosen(self.data, name) == "theirs"
        for language in languages():
            for name, field in self.fields.items():
                if name.endswith(f"_{column(language)}"):
                    self._mark(name, field, language)

    def _mark(self, name: str, field: forms.Field, language: str) -> None:
        """Say which language a field is in, to people and to the browser's spelling checker."""
        base = self._meta.model._meta.get_field(name.removesuffix(f"_{column(language)}"))
        label = str(base.verbose_name)
        field.label = (
            f"{label[:1].upper()}{label[1:]} · {get_language_info(language)['name_local']}"
        )
        field.widget.attrs["lang"] = language
        if language != source_language():
            # An empty text shows its placeholder, and that is what the style sheet marks.
            field.widget.attrs["placeholder"] = _("Not translated")
            field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} translation"

    def clean(self) -> dict[str, Any] | None:
        """Refuse crossed outlines, and what is sent without knowing what it changes."""
        cleaned = super().clean()
        if self.instance.pk and not locking.said(self.cleaned_data.get(locking.VERSION)):
            self.add_error(
                None, _("This form does not say which version it changes. Open it anew.")
            )
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, GEOSGeometry) and not value.valid:
                self.add_error(name, _("The shape is not valid: %s") % value.valid_reason)
        return cleaned

    def _post_clean(self) -> None:
        """Check the whole record, as the service will, and not only the fields on the page."""
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.full_clean(validate_unique=False, validate_constraints=False)
            except forms.ValidationError as error:
                self.add_error(None, error.messages)
