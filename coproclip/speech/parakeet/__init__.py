"""Parakeet and its family: networks stored as ONNX files."""
