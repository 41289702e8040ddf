"""The smoke run: renders sets of variants and looks at them, in layers that cost more and more."""
