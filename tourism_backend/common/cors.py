"""Pages of other origins may read what is public (CORS)."""

from __future__ import annotations

from typing import cast

from corsheaders.middleware import CorsMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from tourism_backend.common.http import vary_by
from tourism_backend.common.middleware import MACHINE_PATHS


class OpenCorsMiddleware(CorsMiddleware):
    """The library's answer to who says where they come from; to the others a ``Vary`` alone,
    without reading every header and setting for it.
    """

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers that let another origin's page read it."""
        if "HTTP_ORIGIN" in request.META:
            return cast(HttpResponseBase, super().__call__(request))
        response = cast(HttpResponseBase, self.get_response(request))
        if request.path_info.startswith(MACHINE_PATHS):
            vary_by(response, "origin")
        return response
