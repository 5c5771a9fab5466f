"""Day plans that hold: open doors, real distances."""
