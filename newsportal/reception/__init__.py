"""Where requests arrive: what is there is answered at once, bodies are read without a thread, and
the rest is handed to threads that are counted."""
