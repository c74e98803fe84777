"""Effect-based agreements: versions as written, their checks, activation and prices."""
