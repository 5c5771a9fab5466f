"""Where everything is mounted."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from tourism_backend.api import api
from tourism_backend.common.health import healthz, readyz

urlpatterns = [
    path("api/v1/", api.urls),
    path("tiles/", include("geo.tiles.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("map/", include("geo.maps.urls")),
        path("", include("tourism_backend.portal.urls")),
    ),
]
