"""The judge: draws the inputs, reads evidence, runs the checks, and says what was found."""
