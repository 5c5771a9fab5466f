"""The pages, below the language."""

from django.urls import path, register_converter

from content.events import feeds
from tourism_backend.portal.converters import MonthConverter
from tourism_backend.portal.views import (
    communes,
    events,
    heritage,
    home,
    lists,
    places,
    planner,
    proposals,
    specialities,
    tour_pdf,
    tours,
)

register_converter(MonthConverter, "month")
app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("categories/", lists.categories, name="categories"),
    path("categories/<slug:slug>/", lists.category, name="category"),
    path("communes/", communes.communes, name="communes"),
    path("communes/<slug:slug>/", communes.commune, name="commune"),
    path("places/<slug:slug>/", places.place, name="place"),
    path("places/<slug:slug>/position/", proposals.propose, name="propose"),
    path("events/", events.events, name="events"),
    path("events/", events.events, name="occurrences"),
    path("events.ics", feeds.calendar, name="events-feed"),
    path("events/weekend/", events.weekend, name="weekend"),
    path("events/<month:first>/", events.events, name="events-month"),
    path("events/<slug:slug>/", events.event, name="event"),
    path("events/<slug:slug>.ics", feeds.calendar_of_event, name="event-feed"),
    path("occurrences/<slug:slug>/", events.occurrence, name="occurrence"),
    path("specialities/", specialities.specialities, name="specialities"),
    path("specialities/<slug:slug>/", specialities.speciality, name="speciality"),
    path("heritage/", heritage.heritage, name="heritage"),
    path("heritage/", heritage.heritage, name="monuments"),
    path("heritage/", heritage.heritage, name="intangible"),
    path("heritage/", heritage.heritage, name="artefacts"),
    path("monuments/<slug:slug>/", heritage.monument, name="monument"),
    path("intangible/<slug:slug>/", heritage.element, name="element"),
    path("artefacts/<slug:slug>/", heritage.artefact, name="artefact"),
    path("tours/", tours.tours, name="tours"),
    path("tours/<slug:slug>/", tours.tour, name="tour"),
    path("tours/<slug:slug>/tour.pdf", tour_pdf.tour_pdf, name="tour-pdf"),
    path("planner/", planner.planner, name="planner"),
    path("planner/<uuid:plan>/", planner.plan, name="plan"),
    path("planner/<uuid:plan>/edit/<slug:secret>/", planner.edit, name="plan-edit"),
    path("disruptions/", lists.disruptions, name="disruptions"),
    path("search/", lists.search, name="search"),
    path("about/", home.about, name="about"),
]
