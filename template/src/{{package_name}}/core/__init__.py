"""What follows from any problem: pure functions and immutable objects, without side effects."""
