"""A declaration that no output could be made from is refused where it is made."""

from dataclasses import replace

import pytest
from django.db.models import F

from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.publishing.collection import Field

HEIGHT = Field(value=F("height_m"), schema={"type": "integer"}, doc="Metres.")


@pytest.mark.parametrize(
    "changes",
    [
        {"detail": {"height_m": HEIGHT}},  # a member of the summary, which details begin with
        {"detail": {"slug": HEIGHT}},
        {"summary": {"name": HEIGHT}},
    ],
)
def test_declaration_when_a_member_is_named_twice_is_refused(changes):
    with pytest.raises(ValueError, match="a member is named twice"):
        replace(VIEWPOINTS, **changes)


def test_declaration_when_a_facet_is_named_twice_is_refused():
    with pytest.raises(ValueError, match="a facet is named twice"):
        replace(VIEWPOINTS, facets=VIEWPOINTS.facets * 2)
