"""Doing with a stranger's file what may never end, or fill the memory, in a process that can be ended."""
