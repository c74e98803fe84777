"""The database: engines, column kinds, tables and migrations."""
