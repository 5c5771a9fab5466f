"""A fourth kind of content in an app of its own: no other file names it."""

from django.apps import AppConfig


class ScratchConfig(AppConfig):
    name = "tests.publishing.scratch"
    label = "scratch"

    def ready(self):
        from tests.publishing.scratch.collection import SHOWINGS, VIEWPOINTS
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.registry import registry

        registry.register(VIEWPOINTS)
        registry.register(SHOWINGS)
        allow("viewpoint.*", Role.CURATOR)
        contribute("viewpoint")
