"""Accord: agendas before 1:1s, replies read into progress, recaps after the quarter, all by mail."""
