"""Where the IIIF door is, below ``/iiif/``."""

from django.urls import path

from content.media.iiif import views

app_name = "iiif"
urlpatterns = [
    path("3/<uuid:key>", views.base, name="base"),
    path("3/<uuid:key>/info.json", views.info, name="info"),
    path("3/<uuid:key>/<path:asked>", views.image, name="image"),
    path("<slug:collection>/<uuid:key>/manifest.json", views.manifest, name="manifest"),
]
