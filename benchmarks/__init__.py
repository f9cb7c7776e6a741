"""What speed is promised, measured: `python -m benchmarks [--write] [NAME…]`.

Each promise is a ratio to something bare that does the same work, so that it holds on any machine.
"""
