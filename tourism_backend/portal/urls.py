"""The pages, below the language."""

from django.urls import path

from tourism_backend.portal.views import communes, home, lists, places, proposals

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("categories/", lists.categories, name="categories"),
    path("categories/<slug:slug>/", lists.category, name="category"),
    path("communes/", communes.communes, name="communes"),
    path("communes/<slug:slug>/", communes.commune, name="commune"),
    path("places/<slug:slug>/", places.place, name="place"),
    path("places/<slug:slug>/position/", proposals.propose, name="propose"),
    path("disruptions/", lists.disruptions, name="disruptions"),
    path("search/", lists.search, name="search"),
    path("about/", home.about, name="about"),
]
