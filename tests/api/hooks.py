"""What schemathesis must know to make valid values: the forms of a box and of a time."""

import re
from datetime import UTC, date, datetime, timedelta

import schemathesis
from hypothesis import strategies as st
from jsonschema_rs import is_valid

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


moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
intervals = (
    st.tuples(moments, moments)
    .filter(lambda ends: ends[0] < ends[1])
    .map(lambda ends: "/".join(end.isoformat() for end in ends))
)
open_ended = moments.map(lambda start: f"{start.isoformat()}/..")
schemathesis.openapi.format(
    "moment", moments.map(lambda moment: moment.isoformat()) | intervals | open_ended
)


def _a_trip_that_can_be(body):
    """What a plan's schema cannot say: days that are to come, records that exist, long days."""
    if isinstance(body.get("date"), str) and re.fullmatch(r"\d{4}-\d\d-\d\d", body["date"]):
        body["date"] = (date.today() + timedelta(days=int(body["date"][-2:]))).isoformat()
    for name in ("must_see", "interests", "avoid"):
        if isinstance(body.get(name), list):
            body[name] = body[name] and []
    if isinstance(body.get("start_place"), str):
        del body["start_place"]
    for name, hour in (("day_from", "07:30"), ("day_until", "16:45")):
        if isinstance(body.get(name), str) and re.fullmatch(r"\d\d:\d\d", body[name]):
            body[name] = hour


@schemathesis.serializer("application/offset+octet-stream")
def a_part_of_a_file(ctx, value):
    """The bytes themselves."""
    value = getattr(value, "data", value)
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_call(ctx, case, kwargs):
    """A position near which to search is both of its coordinates: OpenAPI cannot say so."""
    meant_well = case.meta is None or case.meta.generation.mode.is_positive
    if meant_well and case.path.endswith("/plans") and isinstance(case.body, dict):
        _a_trip_that_can_be(case.body)
    if meant_well and case.path.endswith("/changes") and case.query:
        # Which versions there have been, the schema cannot say.
        case.query = {k: v for k, v in case.query.items() if k not in ("since", "cursor")}
    if case.path.endswith(("/search", "/suggest")) and case.query:
        one = {"lon", "lat"} & set(case.query)
        if len(one) == 1:
            case.query = {"lon": 106.76, "lat": 21.85} | dict(case.query)


def _good_on_the_wire(case, name):
    """Whether what was sent is good: an empty object is nothing, a text "true" is true."""
    schemas = {each["name"]: each["schema"] for each in case.operation.definition.raw["parameters"]}
    sent = case.query.get(name)
    if sent is None or sent in ({}, []):
        return True
    if schemas[name].get("type") == "array":
        return is_valid(schemas[name], str(sent).split(",") if sent else [])
    return schemas[name].get("type") == "boolean" and str(sent) in ("true", "false")


@schemathesis.hook
def filter_failure(ctx, failure, case, response):
    """Values that are bad as a list in the schema, and good as the text that was sent.

    Headers that no schema names are no mistake either.
    """
    if failure.code == "ST201" and "header - object with unexpected properties" in failure.message:
        return False
    component = re.search(r"Invalid component: parameters? (.*?) in query", failure.message)
    if failure.code != "ST201" or not component:
        return True
    return not all(_good_on_the_wire(case, name) for name in re.findall("`(.+?)`", component[1]))
