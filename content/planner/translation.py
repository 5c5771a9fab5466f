"""The history of stay times; saved plans are their visitors' and leave none."""

import pghistory

from content.planner.models import StayTime

pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(StayTime)
