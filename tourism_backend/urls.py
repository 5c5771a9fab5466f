"""Where everything is mounted."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from content.media import tus
from tourism_backend.api import api
from tourism_backend.common.health import healthz, readyz

urlpatterns = [
    path("api/v1/picture-uploads/resumable", tus.uploads, name="tus-uploads"),
    path("api/v1/picture-uploads/resumable/<uuid:key>", tus.upload, name="tus-upload"),
    path("api/v1/", api.urls),
    path("tiles/", include("geo.tiles.urls")),
    path("media/", include("content.media.urls")),
    path("iiif/", include("content.media.iiif.urls")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("tourism_backend.portal.site_urls")),
    *i18n_patterns(
        path("map/", include("geo.maps.urls")),
        path("", include("tourism_backend.portal.urls")),
    ),
]

handler400 = "tourism_backend.portal.errors.bad_request"
handler403 = "tourism_backend.portal.errors.forbidden"
handler404 = "tourism_backend.portal.errors.not_found"
handler500 = "tourism_backend.portal.errors.fault"
