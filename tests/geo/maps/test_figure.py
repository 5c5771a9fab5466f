"""The safe figure: local links only, frozen text, the same bytes each time."""

import re

import folium
import pytest
from branca.element import CssLink, Element, JavascriptLink, MacroElement
from folium.plugins import MarkerCluster
from folium.template import Template

from geo.maps.figure import SafeFigure, UnknownLink, UnsafeElement, csp_hash

SCRIPTS = ("leaflet", "jquery", "bootstrap", "awesome_markers")
STYLES = (
    "leaflet_css",
    "bootstrap_css",
    "glyphicons_css",
    "awesome_markers_font_css",
    "awesome_markers_css",
    "awesome_rotate_css",
)
STOCK = {name: f"portal/dist/{name}" for name in (*SCRIPTS, *STYLES)}
TEMPLATES = ("{{ 7 * 7 }}", "{% if 0 %}x{% endif %}", "{{ this.links }}", "{#")
SCRIPT = re.compile(r'<script(?: type="module")?>(.*?)</script>', re.S)


def stock_map():
    return folium.Map(location=[21.85, 106.76], tiles=None)


class Says(MacroElement):
    """Puts one text into a page's header, body and script."""

    _template = Template(
        "{% macro header(this, kwargs) %}{{ this.text }}{% endmacro %}"
        "{% macro html(this, kwargs) %}{{ this.text }}{% endmacro %}"
        "{% macro script(this, kwargs) %}{{ this.text }}{% endmacro %}"
    )

    def __init__(self, text):
        super().__init__()
        self.text = text


def page(*children, links=STOCK, **options):
    figure = SafeFigure(links, **options)
    for child in children:
        figure.add_child(child)
    return figure


def test_a_stock_map_links_nothing_but_local_files():
    html = page(stock_map()).render()
    addresses = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert len(addresses) >= 5
    assert all(a.startswith("/static/portal/dist/") for a in addresses)
    assert "//cdn" not in html


def test_an_unknown_link_is_an_error_that_names_what_there_is():
    with pytest.raises(UnknownLink, match=r"'jquery' .*there are: leaflet$"):
        page(stock_map(), links={"leaflet": "portal/dist/map.js"}).render()


def test_a_plugin_that_was_not_allowed_is_an_error():
    tour = stock_map()
    MarkerCluster().add_to(tour)
    with pytest.raises(UnknownLink, match="markerclusterjs"):
        page(tour).render()


def test_links_are_looked_up_by_name_never_by_address():
    figure = page(links={"a": "portal/dist/map.js"})
    figure.header.add_child(JavascriptLink("https://elsewhere.example/x.js"), name="a")
    figure.header.add_child(CssLink('"><script>'), name="a")
    assert "elsewhere" not in figure.render()
    assert '"><script>' not in figure.render()


def test_the_body_takes_no_links():
    figure = page(links={"a": "portal/dist/map.js"})
    with pytest.raises(UnknownLink):
        figure.html.add_child(JavascriptLink("x"), name="a")


def test_elements_that_render_themselves_are_refused():
    figure = page()
    with pytest.raises(UnsafeElement, match="MacroElement"):
        figure.html.add_child(MacroElement(), name="m")
    with pytest.raises(UnsafeElement, match="Element"):
        figure.html.add_child(Element(), name="e")


@pytest.mark.parametrize("text", TEMPLATES)
def test_rendered_text_is_not_compiled_again(text):
    parts = page(Says(text)).fragments()
    assert text in parts.head
    assert text in parts.body
    assert text in parts.script
    assert "49" not in parts.head + parts.body + parts.script


def test_visitors_can_zoom_the_page():
    html = page(stock_map()).render()
    assert "user-scalable" not in html
    assert "maximum-scale" not in html
    assert html.count('name="viewport"') == 1


def test_the_same_map_is_the_same_bytes():
    one, two = page(stock_map()).render(), page(stock_map()).render()
    assert one == two
    assert not re.search(r"[0-9a-f]{32}", one)
    assert 'id="map_1"' in one
    assert "var map_1 = L.map(" in one


def test_two_maps_on_a_page_stay_apart():
    html = page(stock_map(), stock_map()).render()
    assert "var map_1 = " in html
    assert "var map_2 = " in html


def test_rendering_twice_changes_nothing():
    figure = page(stock_map())
    assert figure.render() == figure.render()


def test_inline_parts_are_named_by_hash():
    parts = page(stock_map()).fragments()
    scripts = SCRIPT.findall(parts.head + parts.script)
    styles = re.findall(r"<style>(.*?)</style>", parts.head, re.S)
    assert set(parts.csp["script-src"]) == {csp_hash(text) for text in scripts}
    assert set(parts.csp["style-src"]) == {csp_hash(text) for text in styles}
    assert len(scripts) == 2
    assert len(styles) == 3


def test_inline_parts_carry_the_nonce():
    parts = page(stock_map(), nonce='n0"nce').fragments()
    every = re.findall(r"<(?:script|style)[^>]*>", parts.head + parts.script)
    inline = [tag for tag in every if "src=" not in tag]
    assert inline
    assert all('nonce="n0&quot;nce"' in tag for tag in inline)
    assert parts.csp == {}


def test_the_script_runs_after_the_deferred_files():
    parts = page(stock_map()).fragments()
    assert parts.script.startswith('<script type="module">')
    assert "defer" in parts.head


def test_title_and_language_are_text():
    html = page(stock_map(), title="<b>", language='"x').render()
    assert "<title>&lt;b&gt;</title>" in html
    assert '<html lang="&quot;x">' in html
