"""Adapters from calendars to Events."""
