"""Adapters between mail and the house: parse, render, compose, send, fetch."""
