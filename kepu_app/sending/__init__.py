"""Sending a submission to the cycle's receiving office."""
