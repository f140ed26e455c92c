"""Benchmarks: the project beside what people would use instead."""
