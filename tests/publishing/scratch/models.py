from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField

from tourism_backend.publishing.models import Record


class Kind(models.Model):
    name = models.CharField(max_length=60)


class Viewpoint(Record):
    name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    point = models.PointField(null=True)
    height_m = models.IntegerField(default=0)
    open_to_all = models.BooleanField(default=True)
    kind = models.ForeignKey(Kind, null=True, on_delete=models.PROTECT)
    rank = models.FloatField(default=0.5)
    secret = models.TextField(blank=True)


class Showing(Record):
    """A dated record that names places and areas, as a festival does."""

    name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    point = models.PointField(null=True)
    places = ArrayField(models.TextField(), default=list)
    areas = ArrayField(models.TextField(), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
