"""The rest of the day is planned anew; what days taught is learned; what was forgotten is swept up."""
