"""The rest of a day looked at as a whole: plan anew, overflow, overload, shortfalls, remedies, what-if."""
