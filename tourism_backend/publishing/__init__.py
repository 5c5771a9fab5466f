"""Collections and their public rows: declaration, projection, versions, reads."""
