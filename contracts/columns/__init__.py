"""The array engine: the same decisions as the readable one, over columns of whole numbers."""
