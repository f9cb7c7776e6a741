"""Google's accounts: sign-in by a person or a service account, and calls with a deadline.

Google's own libraries are imported where they are first needed, so that nobody else pays for them.
"""
