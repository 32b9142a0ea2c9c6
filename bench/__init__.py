"""Measurements. A file bench_<subject>.py holds functions decorated with @measure; `python -m bench.run` finds them."""
