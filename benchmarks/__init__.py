"""What the program costs, measured beside its floors, for those who have a checkout.

`python -m benchmarks` runs the cases on the harness of `segmentcast bench`. The other files are
commands of their own: peers, rates, reads, recognition, simulate, speakers.
"""
