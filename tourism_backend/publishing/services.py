"""Publishing and withdrawing: the only ways into the public rows."""
