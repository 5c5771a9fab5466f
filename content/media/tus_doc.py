"""The resumable uploads in the OpenAPI document: what is spoken there is headers, not JSON."""

from __future__ import annotations

from typing import Any

from tourism_backend.publishing.openapi import REFUSAL

UPLOADS = "/api/v1/picture-uploads/resumable"
_VERSIONS = {"type": "string", "enum": ["1.0.0"]}
_VERSION = {
    "name": "Tus-Resumable",
    "in": "header",
    "required": True,
    "schema": _VERSIONS,
    "description": "Without it, or with another, the answer is a 412 that names what is spoken.",
}
_KEY = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
_COUNT = {"type": "integer", "minimum": 0}
_REFUSED = {
    400: "A header is missing or not right.",
    401: "Nobody has signed in.",
    403: "Not a curator, or no CSRF token.",
    404: "No such upload of one's own.",
    409: "The upload is elsewhere, or the picture is here already.",
    410: "The upload was left for too long.",
    412: "No version of the protocol, or another; `Tus-Version` names what is spoken.",
    413: "More than is taken, or than was announced.",
    415: "Not a part of an upload.",
    422: "Not a picture that is taken; why.",
    429: "Too many uploads are not finished, or too many requests.",
}


def _refused(*statuses: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        str(status): {"description": _REFUSED[status], "content": REFUSAL} for status in statuses
    }
    if 412 in statuses:
        told["412"]["headers"] = {"Tus-Version": {"required": True, "schema": _VERSIONS}}
    return told


def _answer(text: str, *headers: str) -> dict[str, Any]:
    kinds = {name: {"schema": {"type": "string"}} for name in ("Tus-Resumable", *headers)}
    return {"description": text, "headers": kinds}


def _operation(name: str, summary: str, **more: Any) -> dict[str, Any]:
    more["parameters"] = [_VERSION, *more.get("parameters", [])]
    told = {"operationId": name, "summary": summary, "tags": ["pictures"]}
    return told | {"security": [{"SessionAuth": []}]} | more


def _header(name: str, required: bool, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema}


PATHS: dict[str, Any] = {
    UPLOADS: {
        "options": {
            "operationId": "pictures_upload_spoken",
            "summary": "pictures: which tus is spoken here",
            "tags": ["pictures"],
            "responses": {
                "204": _answer("", "Tus-Version", "Tus-Extension", "Tus-Max-Size"),
                **_refused(429),
            },
        },
        "post": _operation(
            "pictures_upload_begin",
            "pictures: announce an upload in parts (curators)",
            parameters=[
                _header("Upload-Length", True, {"type": "integer", "minimum": 1}),
                _header("Upload-Metadata", False, {"type": "string"}),
            ],
            responses={
                "201": _answer("Announced.", "Location", "Upload-Offset", "Upload-Expires"),
                **_refused(400, 401, 403, 412, 413, 429),
            },
        ),
    },
    f"{UPLOADS}/{{key}}": {
        "parameters": [_KEY],
        "head": _operation(
            "pictures_upload_state",
            "pictures: how far an upload is",
            responses={
                "200": _answer("", "Upload-Offset", "Upload-Length", "Upload-Expires"),
                **_refused(401, 403, 404, 410, 412, 429),
            },
        ),
        "patch": _operation(
            "pictures_upload_part",
            "pictures: the next part of an upload",
            parameters=[_header("Upload-Offset", True, _COUNT)],
            requestBody={
                "required": True,
                "content": {
                    "application/offset+octet-stream": {
                        "schema": {"type": "string", "format": "binary"}
                    }
                },
            },
            responses={
                "204": _answer(
                    "Kept; after the last part `Upload-Picture` names the draft.",
                    *("Upload-Offset", "Upload-Expires", "Upload-Picture"),
                ),
                **_refused(400, 401, 403, 404, 409, 410, 412, 413, 415, 422, 429),
            },
        ),
        "delete": _operation(
            "pictures_upload_stop",
            "pictures: forget an upload",
            responses={"204": _answer("Forgotten."), **_refused(401, 403, 404, 410, 412, 429)},
        ),
    },
}
