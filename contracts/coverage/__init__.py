"""The gate: what the worked examples of an agreement must show, and what they do show."""
