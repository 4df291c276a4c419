"""Text messages and telephone numbers: Twilio, a dry phone that only shows, and reading numbers."""
