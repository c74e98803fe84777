"""People: signing in and out, invitations, roles, and the first administrator."""
