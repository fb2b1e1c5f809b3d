"""How people come to the desk: sessions, devices, links that set a password, and leaving."""
