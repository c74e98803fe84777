"""The agreement file as text: read strictly, completed, edited, and its places told."""
