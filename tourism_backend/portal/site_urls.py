"""What has no language: the way in, and what browsers and crawlers ask for."""

from django.urls import path

from tourism_backend.portal.views import crawlers, site

app_name = "site"

urlpatterns = [
    path("", site.entrance, name="entrance"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", crawlers.sitemap, name="sitemap-part"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("site/colours.css", site.colours, name="colours"),
    path("site/areas.svg", site.areas, name="shapes"),
]
