"""Results of all the treated together: who belongs, the exact estimate, what it moves."""
