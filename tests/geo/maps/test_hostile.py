"""No text of a visitor's or of the database reaches a Folium object, whatever it holds.

First the harm is shown on a stock figure: branca compiles rendered text once more. Then hostile
names are published in every language, and the map page does not hold them at all.
"""

import inspect

import folium
import pytest
from branca.element import Figure
from django.test import Client

from geo.maps import pages, widgets
from geo.maps.figure import SafeFigure

RUNS = "{{ 1234 * 10 }}"
HOSTILE = (
    RUNS,
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "</script><script>alert(1)</script>",
    "`${alert(1)}`",
    '"><img src=x onerror=alert(1)>',
    "'+alert(1)+'",
    "<!--<script>",
)


def test_a_stock_figure_would_run_what_a_name_says():
    tour = folium.Map(tiles=None)
    folium.Marker([0, 0], tooltip=RUNS).add_to(tour)
    figure = Figure()
    figure.add_child(tour)
    assert "12340" in figure.render()


def test_the_safe_figure_does_not():
    tour = widgets.PortalMap(location=[0, 0], tiles=None)
    folium.Marker([0, 0], tooltip=RUNS).add_to(tour)
    figure = SafeFigure({"tour_map": "a.js", "tour_map_css": "a.css"})
    figure.add_child(tour)
    html = figure.render()
    assert "12340" not in html
    assert RUNS in html


@pytest.mark.django_db
def test_hostile_names_are_not_in_the_page(published_place):
    before = {code: Client().get(f"/{code}/map/").content for code in ("vi", "en", "zh-hans")}
    for text in HOSTILE:
        place = published_place(text)
        assert text in Client().get(f"/api/v1/places/{place.slug}").json()["name"]
        for code, html in before.items():
            answer = Client().get(f"/{code}/map/")
            assert answer.content == html
            assert text.encode() not in answer.content
            assert b"12340" not in answer.content


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_on_a_small_map_become_a_plain_pin(text):
    parts = pages.place_map(lon=106.7, lat=21.8, accuracy_m=10, icon=text, colour=text)
    plain = pages.place_map(lon=106.7, lat=21.8, accuracy_m=10, icon="pin", colour="#0f766e")
    assert parts == plain


@pytest.mark.parametrize("lon", ["1);alert(1", None, "x"])
def test_a_small_map_takes_numbers_only(lon):
    with pytest.raises((TypeError, ValueError)):
        pages.place_map(lon=lon, lat=21.8, accuracy_m=1, icon="pin", colour="#000000")


def test_widgets_take_no_free_text():
    """Only what layers made of declarations, switches, and what ``place_map`` has checked."""
    allowed = {"MapLayer", "bool", "Mapping[str, str | float]"}
    calls = [w for _name, w in inspect.getmembers(widgets, inspect.isclass) if _is_call(w)]
    assert len(calls) == 3
    for widget in calls:
        taken = list(inspect.signature(widget.__init__).parameters.values())[1:]
        assert {str(parameter.annotation) for parameter in taken} <= allowed, widget


def _is_call(widget):
    return issubclass(widget, widgets._Call) and widget is not widgets._Call
