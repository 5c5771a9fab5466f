"""Pictures: uploads trusted by their bytes, renditions, what the public sees of them."""
