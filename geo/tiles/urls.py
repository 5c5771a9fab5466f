"""Where tiles are found, below ``/tiles/``."""

from django.urls import path

from geo.tiles import views

app_name = "tiles"
urlpatterns = [
    path("<slug:collection>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
]
