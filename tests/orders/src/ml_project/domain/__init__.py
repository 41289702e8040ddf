"""Your problem: its data, features, models and metrics. No update of the template changes it."""
