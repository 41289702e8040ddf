"""The jobs: each a function from a configuration to a report, `run(config) -> Report`."""
