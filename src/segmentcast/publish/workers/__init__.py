"""Who does the work and in which order: threads on this machine, or a Dask cluster."""
