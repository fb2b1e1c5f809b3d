"""What programs that read pages get back of a story."""
