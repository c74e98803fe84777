"""Files that bring follow-up in: read strictly, planned row by row, shown, and stored as facts."""
