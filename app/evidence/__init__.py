"""What is known about the treated patients, for settlement and for the council."""
