"""The problem and its rules: pure functions and immutable objects, no effect of any kind."""
