"""Places that may be one: what they are compared by, which wait to be compared, and the pairs."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GistIndex


class TwinDue(models.Model):
    """A place whose name, position or withdrawal changed: written by a trigger, direct SQL too."""

    place = models.BigIntegerField()


class TwinKey(models.Model):
    """What a place is compared by: its name in small letters without accents, where it lies."""

    place = models.BigIntegerField(primary_key=True)
    folded = models.TextField()
    point = models.PointField(spatial_index=False)

    class Meta:
        indexes = [
            GistIndex(
                fields=["point", "folded"],
                opclasses=["gist_geometry_ops_2d", "gist_trgm_ops"],
                name="places_twinkey_near_alike",
            )
        ]


class Twin(models.Model):
    """Two places near each other whose names are alike."""

    one = models.BigIntegerField()
    other = models.BigIntegerField(db_index=True)
    metres = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="places_twin_once"),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="places_twin_order"
            ),
        ]
