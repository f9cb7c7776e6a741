"""Pure rules: frozen dataclasses and functions. No I/O, no clock, no logging, no randomness."""
