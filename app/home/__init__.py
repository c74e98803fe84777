"""Where each person begins, the health of the installation, and the trail for the auditor."""
