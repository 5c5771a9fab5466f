"""What is told, kept and offered at the places: heritage, events, tours."""
