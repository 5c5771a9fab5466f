"""The common ground: refusals, text, HTTP, health. Imports no room."""
