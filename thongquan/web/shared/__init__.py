"""What every page needs: the look, the words, the header, the errors."""
