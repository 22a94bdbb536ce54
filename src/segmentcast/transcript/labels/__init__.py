"""Speaker labels as houses write them, and the people that they name."""
