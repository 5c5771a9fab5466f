"""Plans that are kept: made, read, changed and deleted by whoever holds the secret.

No account: the public ``uuid`` shows a plan, the secret (kept as a hash) changes it. Nothing of
the visitor is stored but the title. Two changes at once: the second is refused by the revision.
A plan nobody kept goes after ``DRAFT``, a kept one ``KEPT`` after its last change or
``AFTER_TRIP`` after the trip, whichever is later; ``remove_expired`` runs daily.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.planner import services
from content.planner.asking import MOST_DAYS, PlanRequest
from content.planner.layout import Visit
from content.planner.models import LONGEST_STAY, SHORTEST_STAY, TITLE, SavedPlan
from content.planner.opening import midnight
from content.planner.plans import Plan
from content.planner.problem import MOST_NODES
from tourism_backend.common.problems import FieldError, Problem, invalid, not_found
from tourism_backend.common.text import clean

DRAFT = timedelta(days=2)
KEPT = timedelta(days=365)
AFTER_TRIP = timedelta(days=90)
MOST_STOPS = 15  # a day


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be another way; None leaves it. ``days`` are the routes, day by day.

    ``replan`` searches anew: locked stops stay on their day, all else may change.
    """

    title: str | None = None
    keep: bool | None = None
    first: str | None = None
    opens: time | None = None
    closes: time | None = None
    days: Sequence[Sequence[Visit]] | None = None
    replan: bool = False


def make(asked: PlanRequest, *, title: str = "", keep: bool = False) -> tuple[SavedPlan, str]:
    """Plan a trip and store it; the record, and the secret that changes it. Raises Problem."""
    plan = services.plan(asked)
    secret = secrets.token_urlsafe(24)
    record = SavedPlan(
        secret_hash=_hash(secret),
        title=clean(title)[:TITLE],
        request=asked.as_json(),
        result=plan.as_json(),
        kept=keep,
    )
    record.expires_at = _expiry(record)
    record.save()
    return record, secret


def read(uuid: UUID) -> SavedPlan:
    """A stored plan. Raises Problem 404 when there is none, or none any more."""
    record = SavedPlan.objects.filter(uuid=uuid, expires_at__gt=timezone.now()).first()
    if record is None:
        raise not_found()
    return record


def opened(uuid: UUID, secret: str) -> SavedPlan:
    """A stored plan, for who may change it. Raises Problem 404, or 403 for a wrong secret."""
    record = read(uuid)
    if not compare_digest(record.secret_hash, _hash(secret)):
        raise Problem(403, "wrong-secret", _("This plan can be read, but not changed from here."))
    return record


def change(uuid: UUID, secret: str, revision: int, wanted: Change) -> SavedPlan:
    """Change a plan that still is at ``revision``; times and warnings are made anew.

    Raises Problem: 403, 404; 412 when somebody changed it meanwhile; 400 for what is not right.
    """
    record = opened(uuid, secret)
    if record.revision != revision:
        raise _changed_meanwhile()
    asked = PlanRequest.of(record.request)
    if wanted.title is not None:
        record.title = clean(wanted.title)[:TITLE]
    if wanted.keep is not None:
        record.kept = wanted.keep
    other = _other(asked, wanted)
    if other != asked or wanted.days is not None or wanted.replan:
        routes = wanted.days if wanted.days is not None else routes_of(Plan.of(record.result))
        _check_routes(routes)
        other = replace(other, days=len(routes))
        fixed = [[visit for visit in route if visit.locked] for route in routes]
        plan = services.plan(other, fixed) if wanted.replan else services.arranged(other, routes)
        record.request, record.result = other.as_json(), plan.as_json()
    return _stored(record, revision)


def delete(uuid: UUID, secret: str) -> None:
    """Delete a plan at once. Raises Problem 403, 404."""
    opened(uuid, secret).delete()


def remove_expired(now: datetime | None = None) -> int:
    """Delete what nobody keeps any more; how many."""
    gone, _by_model = SavedPlan.objects.filter(expires_at__lte=now or timezone.now()).delete()
    return gone


def routes_of(plan: Plan) -> list[list[Visit]]:
    """A plan's days as a visitor may arrange them."""
    return [[Visit(stop.place, stop.stay, stop.locked) for stop in day.stops] for day in plan.days]


def _other(asked: PlanRequest, wanted: Change) -> PlanRequest:
    try:
        first = asked.first if wanted.first is None else asked.first.fromisoformat(wanted.first)
    except ValueError:
        raise invalid(FieldError("date", _("give a day such as 2027-02-14"))) from None
    return replace(
        asked,
        first=first,
        opens=wanted.opens or asked.opens,
        closes=wanted.closes or asked.closes,
    )


def _check_routes(routes: Sequence[Sequence[Visit]]) -> None:
    faults = []
    if not 1 <= len(routes) <= MOST_DAYS:
        reason = _("give a whole number from 1 to %(most)d") % {"most": MOST_DAYS}
        faults.append(FieldError("days", reason))
    if any(len(route) > MOST_STOPS for route in routes):
        faults.append(FieldError("days", _("at most %(most)d stops a day") % {"most": MOST_STOPS}))
    slugs = [visit.place for route in routes for visit in route]
    if len(set(slugs)) != len(slugs):
        faults.append(FieldError("days", _("each place once only")))
    if len(slugs) > MOST_NODES:
        faults.append(FieldError("days", _("at most %(most)d") % {"most": MOST_NODES}))
    stays = [visit.stay for route in routes for visit in route if visit.stay is not None]
    if any(not SHORTEST_STAY <= stay <= LONGEST_STAY for stay in stays):
        faults.append(FieldError("days", _("A visit takes 5 to 600 minutes.")))
    if faults:
        raise invalid(*faults)


def _stored(record: SavedPlan, revision: int) -> SavedPlan:
    """Write if nobody else did meanwhile: the search may have taken a second."""
    record.edited_at = timezone.now()
    record.expires_at = _expiry(record)
    written = SavedPlan.objects.filter(pk=record.pk, revision=revision).update(
        title=record.title,
        kept=record.kept,
        request=record.request,
        result=record.result,
        edited_at=record.edited_at,
        expires_at=record.expires_at,
        revision=F("revision") + 1,
    )
    if not written:
        raise _changed_meanwhile()
    record.revision = revision + 1
    return record


def _expiry(record: SavedPlan) -> datetime:
    if not record.kept:
        return record.edited_at + DRAFT
    last = PlanRequest.of(record.request).dates[-1]
    return max(record.edited_at + KEPT, midnight(last) + AFTER_TRIP)


def _changed_meanwhile() -> Problem:
    detail = _("This plan was changed elsewhere meanwhile. Load it again, then change it.")
    return Problem(412, "changed-meanwhile", detail)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
