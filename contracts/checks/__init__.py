"""The static checks of an agreement, each with clause, path, reason and remedy."""
