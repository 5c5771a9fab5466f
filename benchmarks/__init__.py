"""How fast the house answers: real requests against the bare statement, in one run."""
