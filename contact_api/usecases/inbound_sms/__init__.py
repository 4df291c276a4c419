"""A citizen texts a word back."""
