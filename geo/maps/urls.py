"""Where the map is found, below ``/<language>/map/``."""

from django.urls import path

from geo.maps import views

app_name = "maps"
urlpatterns = [path("", views.show, name="map")]
