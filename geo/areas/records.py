from tourism_backend.publishing.records import *  # noqa: D100, F403
