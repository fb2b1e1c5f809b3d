"""What is proposed to whoever writes: never put in by itself."""
