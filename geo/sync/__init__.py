"""The feed of changes: how an app keeps a copy of everything that is published."""
