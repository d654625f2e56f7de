"""What students handed in, from the exports of any platform into a course."""
