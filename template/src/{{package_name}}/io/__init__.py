"""Every effect of the package: files, data sets, the registry, logs."""
