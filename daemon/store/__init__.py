"""Where ledgers and mails lie."""
