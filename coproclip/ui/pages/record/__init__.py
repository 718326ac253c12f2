"""Recording a story."""
