"""Grades, in the tables and forms that platforms and other systems read."""
