"""What was agreed and what is owed: pure rules over agreements and facts."""
