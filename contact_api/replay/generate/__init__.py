"""Made-up days: scenario folders drawn from a seed and a profile."""
