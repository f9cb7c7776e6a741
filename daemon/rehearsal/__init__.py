"""A quarter played with people, mailboxes and a clock that are not real."""
