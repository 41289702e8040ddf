"""What every problem needs: pure functions and immutable objects, without side effects."""
