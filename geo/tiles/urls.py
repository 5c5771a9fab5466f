"""Where tiles are found, below ``/tiles/``."""

from django.urls import path

from geo.tiles import views

app_name = "tiles"
urlpatterns = [
    path("style.json", views.style, name="style"),
    path("<slug:collection>.json", views.tilejson, name="tilejson"),
    path("<slug:collection>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
]
