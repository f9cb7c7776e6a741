"""Sign-in, throttle and deadlines of a provider, which its calendar and its mail share."""
