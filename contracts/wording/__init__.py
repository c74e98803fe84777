"""Values of the engine in words: Danish and English, from one set of values."""
