"""Who is speaking: voice embeddings, clustering, and whose word is whose."""
