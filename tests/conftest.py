"""What every test shares: the scratch room, and the cast."""

import os

os.environ["EXTRA_APPS"] = "tests.publishing.scratch"
os.environ.setdefault("API_RATE_PER_MINUTE", "0")
