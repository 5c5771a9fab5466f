"""The register on paper: a sheet a monument (PDF), a table by commune and rank (XLSX).

For the office only: both hold surveys, works and true positions, and are made behind the admin's
permissions. Neither is kept anywhere.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from content.heritage.models import Designation, Intervention, Kind, Monument, Rank, Survey
from content.heritage.standing import Standing, standing
from tourism_backend.common.paper import pdf
from tourism_backend.common.text import fold

MOST_SHEETS = 50
OF_WORKS = ["plan", "permit", "budget_vnd", "budget_source", "contractor", "starts_on", "ends_on"]
WIDTHS = (6, 40, 26, 28, 24, 24, 14, 30, 16, 12, 12)
ORDER = {rank: number for number, rank in enumerate([*reversed(Rank.values), ""])}
Held = list[tuple[Monument, str]]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def gathered(monuments: QuerySet[Monument]) -> Held:
    """The monuments with their rank today, by commune, then rank, then name."""
    today = date.today()
    related = ("decisions__corrected_by", "surveys", "interventions", "places", "zones")
    held = monuments.select_related("commune", "place").prefetch_related(*related)
    ranked = [(one, _standing(one, today).rank) for one in held]
    return sorted(ranked, key=_place_in_order)


def _standing(one: Monument, day: date) -> Standing:
    """As ``rank_on``, of decisions that are there already: no query each."""
    return standing((act.as_act() for act in one.decisions.all()), day)


def _place_in_order(pair: tuple[Monument, str]) -> tuple[bool, str, int, str]:
    """As an office sorts: đ after d, accents aside; those without a commune last."""
    one, rank = pair
    return one.commune is None, fold(str(one.commune or "")), ORDER[rank], fold(one.name)


def shown(dated: str) -> str:
    """A day, month or year of a decision as the office writes it."""
    if len(dated) == len("YYYY-MM-DD"):
        return date_format(date.fromisoformat(dated), "SHORT_DATE_FORMAT")
    return "/".join(reversed(dated.split("-")))


def rank_of(one: Monument, rank: str) -> str:
    """Its rank in words; without one, what an international body made it."""
    words = dict(Rank.choices)
    return str(words[rank]) if rank else designations_of(one) or _("Rank not established")


def designations_of(one: Monument) -> str:
    """What international bodies made it, and when."""
    words = dict(Designation.choices)
    told = ", ".join(str(words[value]) for value in one.designations)
    return f"{told} ({shown(one.designated)})" if told and one.designated else told


def kinds_of(monument: Monument) -> str:
    """Its kinds in words."""
    words = dict(Kind.choices)
    return ", ".join(str(words[kind]) for kind in monument.kinds)


def columns() -> Sequence[str]:
    """What the table's columns are called."""
    return (
        *(_("No."), _("Name"), _("Kinds"), _("Commune"), _("Rank"), _("Decision"), _("Date")),
        *(_("Authority"), _("Condition"), _("Longitude"), _("Latitude")),
    )


def table(monuments: QuerySet[Monument]) -> bytes:
    """The table as XLSX. Text that a spreadsheet would reckon as a formula stays text."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = _("Register")
    sheet.append(columns())
    held = gathered(monuments)
    for number, (one, rank) in enumerate(held, 1):
        sheet.append(_row(number, one, rank))
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E0F0EC")
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str) and cell.value.startswith(_FORMULA):
                cell.data_type = "s"
    sheet.freeze_panes, sheet.auto_filter.ref = "C2", sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    _numbers(book.create_sheet(_("By commune and rank")), held)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _numbers(sheet: Any, held: Held) -> None:
    heads, rows = counts(held)
    for row in (heads, *rows):
        sheet.append(row)
    sheet.column_dimensions["A"].width = 34
    for column in range(2, len(heads) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 22
    for row in (1, sheet.max_row):
        for cell in sheet[row]:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
    sheet.freeze_panes = "B2"


def counts(held: Held) -> tuple[list[str], list[list[str | int]]]:
    """How many monuments of each rank each commune has: heads, and rows with the sums last."""
    ranks = [*reversed(Rank.values), ""]
    words = {**dict(Rank.choices), "": _("Rank not established")}
    found = Counter((str(one.commune or "–"), rank) for one, rank in held)
    communes = list(dict.fromkeys(str(one.commune or "–") for one, _rank in held))

    def line(title: str, numbers: list[int]) -> list[str | int]:
        return [title, *numbers, sum(numbers)]

    rows = [line(name, [found[name, rank] for rank in ranks]) for name in communes]
    sums = [sum(found[name, rank] for name in communes) for rank in ranks]
    heads = [_("Commune"), *(str(words[rank]) for rank in ranks), _("In all")]
    return heads, [*rows, line(_("In all"), sums)]


def table_on_paper(monuments: QuerySet[Monument]) -> bytes:
    """The table as PDF: the numbers by commune and rank, then each monument."""
    held = gathered(monuments)
    heads, rows = counts(held)
    lines = [_row(number, one, rank) for number, (one, rank) in enumerate(held, 1)]
    context = {
        "heads": heads,
        "rows": rows,
        "columns": columns(),
        "lines": lines,
        "destination": _destination(),
        "language": get_language(),
        "today": date.today(),
    }
    return pdf(render_to_string("heritage/register-table.html", context))


def _row(number: int, one: Monument, rank: str) -> Sequence[object]:
    act = last_decision(one)
    survey = next(iter(one.surveys.all()), None)
    point = one.position or (one.place.point if one.place else None)
    return (
        *(number, one.name, kinds_of(one), str(one.commune or ""), rank_of(one, rank)),
        *((act.number, shown(act.dated), act.authority) if act else ("", "", "")),
        survey.get_grade_display() if survey else "",
        *((round(point.x, 6), round(point.y, 6)) if point else ("", "")),
    )


def _dong(amount: int | None) -> str:
    """An amount of money with its thousands apart, as the language has it."""
    if amount is None:
        return ""
    return f"{amount:,}".replace(",", "." if get_language() == "vi" else ",")


def _heads(model: type[Model], *names: str) -> list[str]:
    """What the forms call these columns."""
    return [str(model._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]


def _destination() -> str:
    names: dict[str, str] = settings.DESTINATION["name"]
    return names.get(get_language() or "", next(iter(names.values())))


def last_decision(one: Monument) -> Any:
    """The decision its rank rests on today."""
    found = _standing(one, date.today())
    return next((act for act in one.decisions.all() if act.pk == found.decision), None)


def sheets(monuments: QuerySet[Monument]) -> bytes:
    """The sheets as one PDF, a monument a page or more."""
    told = [
        {
            "monument": one,
            "rank": rank_of(one, rank),
            "kinds": kinds_of(one),
            "designations": designations_of(one),
            "works": [(work, _dong(work.budget_vnd)) for work in one.interventions.all()],
            "acts": [(act, shown(act.dated)) for act in one.decisions.all()],
            "point": one.position or (one.place.point if one.place else None),
        }
        for one, rank in gathered(monuments)
    ]
    context = {
        "sheets": told,
        "survey_heads": _heads(Survey, "surveyor", "part", "grade", "findings"),
        "works_heads": _heads(Intervention, *OF_WORKS),
        "destination": _destination(),
        "language": get_language(),
        "today": date.today(),
    }
    return pdf(render_to_string("heritage/register-print.html", context))
