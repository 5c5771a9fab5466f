"""The public web."""
