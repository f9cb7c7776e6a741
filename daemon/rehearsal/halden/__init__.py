"""Halden, a made-up company that sells and services cold-chain trucks: the people of the demo.

Played are these people, what they type and when, and what happens in their calendars. All else is
the program itself, on real files.
"""
