"""Follow-up: plans, who is due, visits, values, events, and their corrections."""
