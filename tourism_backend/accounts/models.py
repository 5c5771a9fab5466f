"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

import pghistory
from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tourism_backend.accounts import roles, scopes
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

    @cached_property
    def limits(self) -> dict[str, frozenset[str]]:
        """What the person is limited to: values by the facet's name; none: by the role alone."""
        limits: dict[str, set[str]] = {}
        if self.pk is not None:
            for facet, value in self.scopes.values_list("facet", "value"):
                limits.setdefault(facet, set()).add(value)
        return {facet: frozenset(values) for facet, values in limits.items()}

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's question, answered by the table: ``places.change_place`` → ``place.change``.

        Of a given record it is also asked whether it lies within the person's limits.
        """
        verb, _line, model = perm.rpartition(".")[2].partition("_")
        return self.may(f"{model}.{verb}") and (
            obj is None or verb == "view" or scopes.covers(self, obj)
        )

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the person sees anything of an app."""
        models_of_app = apps.get_app_config(app_label).get_models()
        return any(self.may(f"{model._meta.model_name}.view") for model in models_of_app)


@pghistory.track()
class Scope(models.Model):
    """What a person's rights are limited to: a value of a facet that collections declare.

    ``facet`` is ``area`` (a commune's slug), ``category``, any other facet's name, or
    ``collection``. Values of one facet widen each other, facets narrow each other; a person
    without any scope is limited by the role alone. Everybody may go on reading.
    """

    user = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.CASCADE, related_name="scopes"
    )
    facet = models.SlugField(
        _("limited by"), max_length=40, help_text=_("area, category, collection or another filter")
    )
    value = models.CharField(
        _("to"), max_length=120, help_text=_("The slug, e.g. of a commune: phuong-tam-thanh")
    )

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        constraints = [
            models.UniqueConstraint(fields=["user", "facet", "value"], name="accounts_scope_once"),
            models.CheckConstraint(
                condition=~models.Q(facet="") & ~models.Q(value=""), name="accounts_scope_says"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"
