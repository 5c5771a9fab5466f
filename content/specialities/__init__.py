"""Foods and products of the destination, their season and origin."""
