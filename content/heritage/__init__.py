"""The heritage register: monuments, intangible heritage, decisions, zones, care."""
