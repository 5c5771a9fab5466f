"""Where the licences that records name can be read."""

from __future__ import annotations

ADDRESSES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "MIT": "https://spdx.org/licenses/MIT.html",
}


def address(licence: str) -> str:
    """Of an SPDX licence id; empty when we know no such licence."""
    return ADDRESSES.get(licence, "")
