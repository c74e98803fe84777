"""The council's conditional recommendations: frozen plans, data cuts and reports."""
