"""A double of the telephone provider: Twilio's REST API over loopback, and telephones with a will of their own.

Only for the demo and the tests; nothing here rings or texts anybody.
"""
