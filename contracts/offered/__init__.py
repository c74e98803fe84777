"""Examples offered for what the gate misses, to be read and filled in."""
