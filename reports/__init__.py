"""Prints finished values as HTML, PDF, CSV and SVG; knows no request and no database."""
