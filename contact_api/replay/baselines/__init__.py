"""What the product is compared with: simpler ways to run the same day, and a bound that no way exceeds."""
