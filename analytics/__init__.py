"""What the follow-up shows: cohorts, curves, comparisons, completeness and safe release.

Pure: no clock, no database, no settings. Knows no money and no agreements.
"""
