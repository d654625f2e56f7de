"""How student code is shut in, started, followed and ended."""
