"""Feedback pages, as platforms take them back."""
