"""Stops an update from a release before 0.4.0: `copier.yml` runs this before anything changes."""

raise SystemExit(
    "Updates start with release 0.4.0: render this project again next to it and merge the two, as "
    "https://copier-ml-package.github.io/copier-ml-package/how-to/adopt/ shows."
)
