"""What every page shares: sessions of the database, who is asking, forms, errors and templates."""
