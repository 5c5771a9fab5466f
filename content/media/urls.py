"""Where the bytes of pictures are."""

from django.urls import path, re_path

from content.media import views

app_name = "media"

urlpatterns = [
    re_path(
        r"^(?P<digest>[0-9a-f]{64})/(?P<name>[a-z0-9-]{1,40}\.[a-z0-9]{3,4})$",
        views.rendition,
        name="rendition",
    ),
    path("private/<str:token>", views.private, name="private"),
]
