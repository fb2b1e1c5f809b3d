"""Files, locks and logs on the machine that it runs on."""
