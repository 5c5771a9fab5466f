"""What every test shares: the scratch room, both database aliases, the cast."""

import os

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import translation

from tests import tables, template
from tests.bucket import bucket, endpoint  # noqa: F401 - fixtures
from tests.site import (  # noqa: F401 - fixtures
    password_of,
    site,
    site_environment,
    site_folder,
    site_template,
    site_worker,
    worker_name,
)
from tourism_backend.common.redis import client

# The same examples each time, and none against the clock, so that a red run is about its change;
# HYPOTHESIS_PROFILE=search looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

PUBLIC_STATE = (
    "publishing_row",
    "publishing_detail",
    "publishing_term",
    "publishing_slug",
    "publishing_cell",
    "publishing_text",
    "publishing_link",
    "publishing_dismissal",
)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Test databases are copies of one that is migrated."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = template.migrated()


def pytest_collection_modifyitems(items):
    for item in items:
        for marker in item.iter_markers("django_db"):
            marker.kwargs.setdefault("databases", ["default", "public"])


@pytest.fixture(autouse=True)
def _public_alias(request):
    """In a test's transaction the public alias reads what is not committed yet.

    Tests that commit (``transaction=True``) read through the real one, with the real role.
    """
    marker = request.node.get_closest_marker("django_db")
    if marker is None or marker.kwargs.get("transaction"):
        yield
        if marker is not None:
            _empty_public_tables()
        return
    request.getfixturevalue("db")
    real = connections["public"]
    connections["public"] = connections["default"]
    yield
    connections["public"] = real


@pytest.fixture(autouse=True)
def _own_language():
    """A page leaves its language active; the next test begins with the destination's own."""
    translation.deactivate()


@pytest.fixture
def english(_own_language):
    """Texts in English, for tests that read them."""
    with translation.override("en"):
        yield


def _empty_public_tables():
    """A test that commits leaves no public rows: Django only empties its models' tables."""
    with connections["default"].cursor() as cursor:
        # Deleted, not truncated: hundreds of files would be made anew for a few rows.
        for table in PUBLIC_STATE:
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE publishing_collection SET version = 0, fingerprint = ''")


@pytest.fixture
def seed(request):
    """The destination's own data, published."""
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")
        call_command("load_seed", verbosity=0)
    else:
        kept = request.getfixturevalue("_seed_kept")
        request.getfixturevalue("db")
        tables.write_all(kept)


@pytest.fixture(scope="session")
def _seed_kept(django_db_setup, django_db_blocker):
    """What the loader makes of each table it writes to: loaded once a process."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = tables.read_all()
        call_command("load_seed", verbosity=0)
        after = tables.read_all()
        transaction.set_rollback(True)
    return {name: rows for name, rows in after.items() if rows != before[name]}


@pytest.fixture(scope="module")
def seeded(_seed_kept, django_db_blocker):
    """The destination's own data, in a transaction that the module's tests are parts of."""
    with django_db_blocker.unblock():
        real, connections["public"] = connections["public"], connections["default"]
        with transaction.atomic():
            tables.write_all(_seed_kept)
            yield
            transaction.set_rollback(True)
        connections["public"] = real


@pytest.fixture(scope="session", autouse=True)
def _clean_services(django_db_setup):
    """Begin with an empty cache; leave no session on the database that is dropped."""
    client().flushdb()
    yield
    connections["public"].close()
