"""What others would reach on the same day: a bound nobody can pass, and simpler rules."""
