"""Areas: provinces and communes."""
