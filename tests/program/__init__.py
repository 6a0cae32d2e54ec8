"""Tests of the whole program, one module an area; tests/run.py calls each module's functions test_*."""
