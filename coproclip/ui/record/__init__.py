"""The record page: one sitting with a storyteller, from the first yes to a story that is being written down."""
