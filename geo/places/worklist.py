"""What waits for a curator among places: twins, proposals, hours, disruptions that are over."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tourism_backend.publishing.collection import column, source_language
from tourism_backend.publishing.worklist import Entry, Note, worklist

# Two places this near each other (metres; degrees for the index) with names this alike (0…1, by
# their groups of three letters, accents folded) may be one.
TWIN_M, TWIN_DEGREES, TWIN_ALIKE = 300, 0.0033, 0.5
TWIN_PLACES = 20_000  # pairs among more than these take too long to look for while one waits
TWINS = 1000  # no more are looked for: in a town every shop has many neighbours
# Hours that nobody has confirmed for so long are to be asked for again.
HOURS_HOLD = "1 year"
OPEN_END = "30 days"


def _name(table: str) -> str:
    return f"{table}.name_{column(source_language())}"


def twins() -> str:
    """Pairs of places that may be one: near each other, with names alike.

    ``+ 0`` keeps the index of ids out of it: it would be read in half for each place.
    """
    # Folded as search does, but for rarer signs: twenty times as fast, and asked of every pair.
    folded = [f"unaccent('unaccent', lower({_name(table)}))" for table in "ab"]
    return f"""
        SELECT 'places.place' AS kind, a.id AS pk, {_name("a")} AS title,
            NULL::timestamptz AS since, b.id::text AS about,
            jsonb_build_object('twin', {_name("b")}, 'slug', b.slug,
                'metres', round(ST_DistanceSphere(a.point, b.point))) AS note
        FROM places_place a JOIN places_place b
            ON a.id + 0 < b.id + 0 AND ST_DWithin(a.point, b.point, {TWIN_DEGREES})
            AND similarity({folded[0]}, {folded[1]}) >= {TWIN_ALIKE}
        WHERE (SELECT reltuples FROM pg_class WHERE oid = 'places_place'::regclass)
            <= {TWIN_PLACES}
            AND a.status <> 'withdrawn' AND b.status <> 'withdrawn'
            AND ST_DistanceSphere(a.point, b.point) <= {TWIN_M}
        LIMIT {TWINS}"""


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
