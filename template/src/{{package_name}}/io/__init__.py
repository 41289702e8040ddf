"""Every side effect of the package: files, tables, the registry, logs."""
