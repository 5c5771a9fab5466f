"""The project's settings, with the scratch room and a Redis number of the test run's own."""

import atexit
import os
import shutil
import tempfile
from zlib import crc32

from tourism_backend.settings import *

INSTALLED_APPS += ["tests.publishing.scratch"]
# A field finds its storage when it is declared: for a fixture it is too late to give it a folder.
PRIVATE_ROOT = tempfile.mkdtemp(prefix="private-")
atexit.register(shutil.rmtree, PRIVATE_ROOT, ignore_errors=True)
STORAGES["private"] = private_disk(PRIVATE_ROOT)
API_RATE_PER_MINUTE = 0  # the tests are one client, and a busy one
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Two runs, or two processes of one, share no cache and no queue: numbers 0 and 1 are others', and
# the last four are the sites' that tests start.
_run = DATABASES["default"]["TEST"]["NAME"] + os.environ.get("PYTEST_XDIST_WORKER", "")
REDIS_NUMBER = 2 + crc32(_run.encode()) % 10
REDIS_URL = f"{REDIS_URL.rsplit('/', 1)[0]}/{REDIS_NUMBER}"
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = CELERY_RESULT_BACKEND = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3}
