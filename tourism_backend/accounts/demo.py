"""Demo accounts, one of each role, with passwords that no source file knows."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role

PASSWORD_BYTES = 15


@dataclass(frozen=True)
class Demo:
    """A demo account: its user name is what it is for."""

    username: str
    role: Role


DEMOS = (
    Demo("contributor", Role.CONTRIBUTOR),
    Demo("curator", Role.CURATOR),
    Demo("chief_curator", Role.CHIEF_CURATOR),
    Demo("operator", Role.OPERATOR),
    Demo("administrator", Role.ADMINISTRATOR),
)


def path() -> Path:
    """The file the passwords are kept in, readable by its owner only."""
    return Path(settings.DATA_DIR) / "demo_accounts.json"


def passwords() -> dict[str, str]:
    """The passwords by user name; what the file lacks is generated and kept."""
    file = path()
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    missing = [demo.username for demo in DEMOS if demo.username not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in missing}
        _keep(file, kept)
    return kept


def _keep(file: Path, kept: dict[str, str]) -> None:
    """Write the file whole: nobody ever reads half of it, or may read it at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    part.replace(file)


@transaction.atomic
def ensure(demo: Demo, password: str) -> str:
    """Make the account what it should be; says ``created``, ``changed`` or ``same``."""
    user = User.objects.select_for_update().filter(username=demo.username).first()
    if user is None:
        user = User(username=demo.username, role=demo.role, first_name="Demo")
        user.last_name = demo.role.value
        user.set_password(password)
        user.save()
        return "created"
    if user.role == demo.role and user.is_active and user.check_password(password):
        return "same"
    user.role, user.is_active = demo.role, True
    user.set_password(password)
    user.save()
    return "changed"
