"""Patients: who they are (under their own key), their treatments, and where they live."""
