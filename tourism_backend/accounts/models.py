"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tourism_backend.accounts import roles
from tourism_backend.accounts.roles import Role


class UserManager(DjangoUserManager["User"]):
    """Creates people; a superuser is an administrator."""

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **extra_fields: Any,
    ) -> User:
        """An administrator. ``createsuperuser`` calls this."""
        extra_fields["role"] = Role.ADMINISTRATOR
        return super().create_superuser(username, email, password, **extra_fields)


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """A person. What they may do follows from their role and from nothing else.

    ``is_staff`` and ``is_superuser`` are Django's names for two facts about the role; a
    constraint keeps them in step, so that no bulk write can raise one of them alone.
    """

    role = models.CharField(
        _("role"), max_length=20, choices=Role, default=Role.NONE, blank=True, db_index=True
    )

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="accounts_user_email",
                violation_error_message=_("Another account has this e-mail address."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="accounts_user_role"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(is_staff=True) & ~models.Q(role="")
                    | models.Q(is_staff=False) & models.Q(role="")
                ),
                name="accounts_user_staff_has_role",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(is_superuser=True) & models.Q(role=Role.ADMINISTRATOR)
                    | models.Q(is_superuser=False) & ~models.Q(role=Role.ADMINISTRATOR)
                ),
                name="accounts_user_superuser_is_administrator",
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the two flags following the role."""
        self.is_staff = self.role != Role.NONE
        self.is_superuser = self.role == Role.ADMINISTRATOR
        if kwargs.get("update_fields") is not None and "role" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "is_staff", "is_superuser"}
        super().save(*args, **kwargs)

    @property
    def label(self) -> str:
        """How the person is named in histories and logs."""
        return self.get_full_name() or self.username

    def may(self, action: str) -> bool:
        """Whether the person has the right to an action, e.g. ``place.publish``."""
        return self.is_active and roles.may(self.role, action)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's question, answered by the table: ``places.change_place`` → ``place.change``."""
        verb, _line, model = perm.rpartition(".")[2].partition("_")
        return self.may(f"{model}.{verb}")

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the person sees anything of an app."""
        models_of_app = apps.get_app_config(app_label).get_models()
        return any(self.may(f"{model._meta.model_name}.view") for model in models_of_app)
