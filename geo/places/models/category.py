"""What kind of place a place is: a tree of two or more levels."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.areas.tidy import Tidy
from tourism_backend.publishing.models import Record

PATH = """
    NEW.path := coalesce(
        (SELECT path FROM places_category WHERE id = NEW.parent_id), '{}') || NEW.slug::varchar;
    IF NEW.slug = ANY(NEW.path[:array_length(NEW.path, 1) - 1]) THEN
        RAISE check_violation USING MESSAGE = format('category %s is below itself', NEW.slug);
    END IF;
    RETURN NEW;
"""
# Touching the categories below makes the first trigger write their paths again.
PATH_BELOW = """
    UPDATE places_category SET path = '{}' WHERE parent_id = NEW.id;
    RETURN NULL;
"""


class Category(Tidy, Record):  # type: ignore[django-manager-missing]
    """A kind of place.

    ``path`` holds the slugs from the root to the category itself; database triggers keep it true
    to ``parent``, so that a filter by a category finds what is anywhere below it without walking.
    ``icon`` names a drawing in the front end's sprite; ``rank`` (0…1) is how much places of this
    kind are looked for, the starting point of a place's own rank.
    """

    name = models.CharField(_("name"), max_length=80)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    path = ArrayField(models.CharField(max_length=120), default=list, editable=False)
    icon = models.CharField(
        _("icon"), max_length=40, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    )
    colour = models.CharField(
        _("colour"), max_length=7, validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    osm_tags = ArrayField(
        models.CharField(max_length=120, validators=[RegexValidator(r"^[a-z:_]+=[^=]+$")]),
        verbose_name=_("OpenStreetMap tags"),
        default=list,
        blank=True,
    )
    schema_type = models.CharField(_("schema.org type"), max_length=60, default="Place")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    rank = models.FloatField(_("rank"), default=0.3)

    class Meta(Record.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ("order", "slug")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="places_category_not_own_parent",
            ),
            models.CheckConstraint(
                condition=Q(colour__regex=r"^#[0-9a-f]{6}$"), name="places_category_colour"
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=0, rank__lte=1), name="places_category_rank"
            ),
        ]

        triggers = [
            pgtrigger.Trigger(
                name="path",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=PATH,
            ),
            pgtrigger.Trigger(
                name="path_below",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.path IS DISTINCT FROM NEW.path"),
                func=PATH_BELOW,
            ),
        ]

    def clean(self) -> None:
        """A category is not below itself."""
        super().clean()
        if self.parent is not None and self.slug in self.parent.path:
            raise ValidationError({"parent": _("A category cannot be below itself.")})

    def __str__(self) -> str:
        return self.name
