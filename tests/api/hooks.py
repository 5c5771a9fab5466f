"""What schemathesis must know to make valid values: the form of a box."""

import schemathesis
from hypothesis import strategies as st

longitude = st.floats(-180, 180, allow_nan=False).map(lambda value: round(value, 6))
latitude = st.floats(-90, 90, allow_nan=False).map(lambda value: round(value, 6))


def _box(corners):
    (west, east), (south, north) = (sorted(pair) for pair in corners)
    return f"{west},{south},{east},{north}"


boxes = (
    st.tuples(st.tuples(longitude, longitude), st.tuples(latitude, latitude))
    .filter(lambda corners: all(one != other for one, other in corners))
    .map(_box)
)
schemathesis.openapi.format("bbox", boxes)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """A position near which to search is both of its coordinates: OpenAPI cannot say so."""
    if case.path.endswith(("/search", "/suggest")) and case.query:
        one = {"lon", "lat"} & set(case.query)
        if len(one) == 1:
            case.query = {"lon": 106.76, "lat": 21.85} | dict(case.query)
