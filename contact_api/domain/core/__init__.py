"""What every room rests on: values, errors, days and clocks, identities, the contact itself, the planning figures."""
