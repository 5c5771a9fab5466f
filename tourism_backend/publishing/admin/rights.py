"""Who may do what in the admin: the table of ``accounts.roles``, asked through ``may()``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest

from tourism_backend.publishing.admin.pages import HistoryAdmin

if TYPE_CHECKING:
    from tourism_backend.accounts.models import User


def actor(request: HttpRequest) -> User:
    """The person who asks. Only signed-in people reach the admin's views."""
    return cast("User", request.user)


class RoleAdmin(HistoryAdmin):
    """A model's admin whose permissions are the actions ``<what>.<verb>``.

    ``what`` is the model's name unless an admin says otherwise.
    """

    what = ""
    compressed_fields = False
    list_filter_submit = True
    show_full_result_count = False
    list_per_page = 50
    warn_unsaved_form = True

    def may(self, request: HttpRequest, verb: str) -> bool:
        """Whether the person may do this with records of the model."""
        person = request.user
        return person.is_authenticated and person.may(f"{self.what or self.opts.model_name}.{verb}")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the model is listed."""
        return self.may(request, "view")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<what>.view``."""
        return self.may(request, "view") or self.may(request, "change")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """``<what>.add``."""
        return self.may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<what>.change``."""
        return self.may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<what>.delete``."""
        return self.may(request, "delete")
