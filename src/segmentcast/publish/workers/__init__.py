"""Schedules and runs the work: on threads of this machine, or on a Dask cluster."""
