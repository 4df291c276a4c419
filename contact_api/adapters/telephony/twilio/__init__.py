"""Twilio: texts and calls that we send for, and the webhooks it sends to us. The only module that knows its words."""
