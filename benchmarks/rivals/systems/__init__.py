"""One module a system: `PACKAGES`, whose versions are recorded, and `open_system`, which returns a `System`."""
