"""Articles -> chunks -> vectors -> stores. Import what you need from its modules."""

CITEWIRE = "0.1.0"  # the version; also how qa tells this package from another one called `index`
