"""The ways to print that `bench_pdf.py` measures beside each other."""
