"""Learning platforms: submissions from their exports, and grades in the forms that they read."""
