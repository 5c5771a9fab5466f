"""Which columns of events may come from a curator's files: a calendar kept as a table."""

from __future__ import annotations

from content.events.rules import MOST_YEARS
from geo.exchange.importable import Importable
from tourism_backend.publishing.collection import in_languages

EVENTS_FROM_FILES = Importable(
    collection="events",
    columns=(
        *in_languages("name"), "kind", *in_languages("teaser"), *in_languages("description"),
        *in_languages("programme"), "places", "area", *in_languages("venue"), "rule",
        "start_month", "start_day", "end_month", "end_day", "leap_month", "every_years",
        "anchor_year", "first_on", "last_on", "rrule", "start_time", "end_time",
        "date_is_approximate", *in_languages("date_note"), *in_languages("organiser"),
        *in_languages("fee"), "fee_vnd", "phone", "website", "cancelled",
        *in_languages("cancellation_reason"), "rank", "heritage",
    ),
    required=("name_vi", "kind", "rule"),
    geometry="point",
    limits={
        "rank": (0, 1), "fee_vnd": (0, 2_000_000_000), "start_month": (1, 12),
        "end_month": (1, 12), "start_day": (1, 31), "end_day": (1, 31),
        "every_years": (1, MOST_YEARS),
    },
    aliases={
        "kind": ("loai", "loai hinh"), "places": ("diem", "dia diem", "noi to chuc"),
        "area": ("xa", "don vi hanh chinh"), "rule": ("quy tac", "lich"),
        "start_month": ("thang bat dau",), "start_day": ("ngay bat dau",),
        "end_month": ("thang ket thuc",), "end_day": ("ngay ket thuc",),
        "first_on": ("tu ngay", "from"), "last_on": ("den ngay", "until"),
        "start_time": ("gio bat dau",), "end_time": ("gio ket thuc",),
        "organiser_vi": ("don vi to chuc", "ban to chuc"), "fee_vnd": ("gia ve",),
        "phone": ("dien thoai", "sdt"), "website": ("web", "url"),
    },
)  # fmt: skip
