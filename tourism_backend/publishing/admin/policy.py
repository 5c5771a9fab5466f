"""What the browser may do in the admin."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

# The admin's theme runs Alpine, which compiles its attributes with ``new Function`` and sets
# ``style`` attributes: 'unsafe-eval' and inline styles are needed here and nowhere else. Inline
# scripts stay forbidden, and nothing is loaded from, or sent to, another site, but for the map
# pictures of a server that the settings name.
ADMIN_POLICY = {
    **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": ["'self'", "'unsafe-eval'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}


if settings.BASE_TILES_URL:
    scheme, _, rest = settings.BASE_TILES_URL.partition("://")
    host = rest.split("/", 1)[0].replace("{s}", "*")
    ADMIN_POLICY["img-src"] = [*ADMIN_POLICY["img-src"], f"{scheme}://{host}"]


class AdminPolicyMiddleware:
    """Gives the admin's pages their own Content-Security-Policy; stands inside CSPMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Replace the policy for paths under the admin, and keep its pages out of shared caches."""
        response = self.get_response(request)
        if request.path.startswith(reverse("admin:index")):
            response._csp_config = ADMIN_POLICY  # type: ignore[attr-defined]
        return response
