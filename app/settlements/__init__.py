"""Settlements: runs, their lines, approval, issue, payment, disputes and proof."""
