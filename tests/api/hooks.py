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
