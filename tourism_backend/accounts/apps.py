"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, their roles, and what each role may do."""

    name = "tourism_backend.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
