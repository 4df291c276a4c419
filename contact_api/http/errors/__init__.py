"""Every refusal as problem details."""
