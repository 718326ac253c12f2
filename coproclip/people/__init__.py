"""Storytellers, and who took part in which story."""
