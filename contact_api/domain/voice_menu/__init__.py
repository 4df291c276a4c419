"""A citizen who rings is led through a menu: the session, its flow, what is said."""
