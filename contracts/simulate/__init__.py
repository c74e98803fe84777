"""What an agreement may come to: futures drawn by chance, settled by the agreement's own rules."""
