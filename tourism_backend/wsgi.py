"""The WSGI application that granian serves."""

import os

from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, reset_queries

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tourism_backend.settings")
application = get_wsgi_application()
# Connections are looked after when a request ends; when the next one begins there is nothing to
# find, and nobody logs queries here. A twentieth of what a short read costs.
request_started.disconnect(close_old_connections)
request_started.disconnect(reset_queries)
