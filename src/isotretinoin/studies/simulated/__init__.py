"""Simulated studies with known truth: configurations, the simulator, and what goes wrong with arrays."""
