"""Which uploads a record shows: parts of the record, made public with it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from content.media.collection import PICTURES
from content.media.enclosures import ENCLOSURES
from content.media.models import Attachment, Belonging, Enclosure, Picture, Shown, Upload
from tourism_backend.publishing import projection, services
from tourism_backend.publishing.collection import Collection, Part

# Places, events, tours, but not uploads of uploads.
NOT_SHOWN = frozenset({"pictures", "enclosures", "categories", "disruptions"})
# What is told of an upload's records in its public row.
MEMBER = "of"


def pictures_of(collection: str) -> Part | None:
    """The pictures of a record, in their order."""
    return _part("pictures", Attachment, collection)


def enclosures_of(collection: str) -> Part | None:
    """Its recordings and documents."""
    return _part("enclosures", Belonging, collection)


def part_of(upload: Upload, collection: str) -> Part | None:
    """The part of a record to which an upload belongs."""
    made = pictures_of if isinstance(upload, Picture) else enclosures_of
    return made(collection)


def _part(name: str, model: type[Shown], collection: str) -> Part | None:
    if collection in NOT_SHOWN:
        return None
    fixed = {"collection": collection}
    order = ("order", "pk")
    return Part(name=name, model=model, owner="target", order=order, needs=model.of, fixed=fixed)


def settle(collection: Collection, uuids: Sequence[UUID]) -> None:
    """After records were published or withdrawn: have their uploads say so, in the same order."""
    if collection.name in NOT_SHOWN:
        return
    changed = _told(collection, uuids)
    if changed:
        for uploads in (PICTURES, ENCLOSURES):
            services.restate(uploads, changed, MEMBER)


def _rows(part: type[Shown], model: type[Upload]) -> str:
    """SQL of what uploads are working on: the upload, the record, the order."""
    return (
        f'SELECT u.uuid, a.target, a."order" FROM {part._meta.db_table} a'
        f" JOIN {model._meta.db_table} u ON u.id = a.{part.of}_id"
        " WHERE a.target = ANY(%s) AND a.target IN (SELECT id FROM now)"
    )


def _told(collection: Collection, uuids: Sequence[UUID]) -> list[UUID]:
    """Make what the public is told true to these records; the uploads that are told otherwise.

    What a record with pending edits shows stays as it was approved.
    """
    ids = list(uuids)
    now, kept = (
        records(collection).filter(uuid__in=ids).values("uuid").query.sql_with_params()
        for records in (projection.projectable, projection.keeping)
    )
    shown = " UNION ALL ".join((_rows(Attachment, Picture), _rows(Belonging, Enclosure)))
    statement = f"""
    WITH now (id) AS MATERIALIZED ({now[0]}), kept (id) AS MATERIALIZED ({kept[0]}),
    shown (upload, target, "order") AS MATERIALIZED ({shown}),
    gone AS (
        DELETE FROM media_publicshown p WHERE p.target = ANY(%s)
            AND NOT EXISTS (SELECT FROM shown s WHERE (s.upload, s.target) = (p.upload, p.target))
            AND (EXISTS (SELECT FROM now n WHERE n.id = p.target)
                OR NOT EXISTS (SELECT FROM kept k WHERE k.id = p.target))
        RETURNING p.upload
    ), put AS (
        INSERT INTO media_publicshown AS p (upload, collection, target, "order")
        SELECT upload, %s, target, "order" FROM shown
        ON CONFLICT (upload, target) DO UPDATE SET "order" = excluded."order"
            WHERE p."order" <> excluded."order"
        RETURNING p.upload
    )
    SELECT upload FROM gone UNION SELECT upload FROM put ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(statement, [*now[1], *kept[1], ids, ids, ids, collection.name])
        return [row[0] for row in cursor.fetchall()]
