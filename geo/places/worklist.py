"""What waits for a curator among places: twins, proposals, hours, disruptions that are over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tourism_backend.publishing.collection import column, source_language
from tourism_backend.publishing.worklist import Entry, Note, worklist

# Hours that nobody has confirmed for so long are to be asked for again.
HOURS_HOLD = "1 year"
OPEN_END = "30 days"


def _name(table: str) -> str:
    return f"{table}.name_{column(source_language())}"


def twins() -> str:
    """Pairs of places that may be one, as ``twins.refresh_twins`` keeps them."""
    return f"""
        SELECT 'places.place' AS kind, a.id AS pk, {_name("a")} AS title,
            NULL::timestamptz AS since, b.id::text AS about,
            jsonb_build_object('twin', {_name("b")}, 'slug', b.slug, 'metres', w.metres) AS note
        FROM places_twin w
        JOIN places_place a ON a.id = w.one JOIN places_place b ON b.id = w.other
        WHERE a.status <> 'withdrawn' AND b.status <> 'withdrawn'"""


def proposals() -> str:
    """Positions that visitors propose."""
    return f"""
        SELECT 'places.positionproposal' AS kind, r.id AS pk, {_name("p")} AS title,
            r.created_at AS since, '' AS about,
            jsonb_build_object('metres', round(ST_DistanceSphere(p.point, r.point)),
                'text', r.note) AS note
        FROM places_positionproposal r JOIN places_place p ON p.id = r.place_id
        WHERE r.status = 'open'"""


def hours() -> str:
    """Public hours that end with a year they name, or that were not confirmed for long."""
    confirmed = "coalesce(p.retrieved_on::timestamptz, p.updated_at)"
    return f"""
        SELECT 'places.place' AS kind, p.id AS pk, {_name("p")} AS title,
            greatest({confirmed} + interval '{HOURS_HOLD}', date_trunc('year', now())) AS since,
            '' AS about,
            jsonb_build_object('hours', p.opening_hours, 'until', y.last) AS note
        FROM places_place p, LATERAL (
            SELECT max(found[1]::int) AS last
            FROM regexp_matches(p.opening_hours, '\\m(20[0-9][0-9])\\M', 'g') found) y
        WHERE p.status = 'published' AND p.opening_hours <> ''
            AND (y.last < extract(year FROM now() + interval '60 days')
                 OR {confirmed} < now() - interval '{HOURS_HOLD}')"""


def over() -> str:
    """Public disruptions that are over, and those without an end that have lasted long."""
    long_ago = f"t.ends_at IS NULL AND t.starts_at < now() - interval '{OPEN_END}'"
    return f"""
        SELECT 'places.disruption' AS kind, t.id AS pk, {_name("t")} AS title,
            coalesce(t.ends_at, t.starts_at + interval '{OPEN_END}') AS since, '' AS about,
            jsonb_build_object('over', t.ends_at IS NOT NULL) AS note
        FROM places_disruption t
        WHERE t.status = 'published'
            AND (t.ends_at < now() OR {long_ago})"""


def _tell_twin(note: Note) -> str:
    return str(_("%(metres)s m from “%(twin)s” (%(slug)s)") % note)


def _tell_proposal(note: Note) -> str:
    metres = str(_("%s m away") % note["metres"])
    return f"{metres} · {note['text']}" if note["text"] else metres


def _tell_hours(note: Note) -> str:
    until = note["until"]
    return f"{note['hours']} · {_('ends with %s') % until}" if until else str(note["hours"])


def _tell_over(note: Note) -> str:
    return str(_("It is over.") if note["over"] else _("It has no end: is it still so?"))


def register() -> None:
    """Put all of it on the worklist."""
    worklist.register(
        Entry(
            name="proposals",
            title=_("Positions that visitors propose"),
            help=_("Accept or reject each: the answer is kept."),
            sql=proposals,
            tell=_tell_proposal,
        ),
        Entry(
            name="twins",
            title=_("Perhaps twice: near each other, with names alike"),
            help=_("Withdraw the one that is too many, or leave both if they are two."),
            sql=twins,
            tell=_tell_twin,
        ),
        Entry(
            name="hours",
            title=_("Opening hours that end, or were not confirmed for a year"),
            help=_("Ask there, then save the place: that confirms them."),
            sql=hours,
            tell=_tell_hours,
        ),
        Entry(
            name="disruptions",
            title=_("Disruptions that are over"),
            help=_("Withdraw them, or give them their end."),
            sql=over,
            tell=_tell_over,
        ),
    )
