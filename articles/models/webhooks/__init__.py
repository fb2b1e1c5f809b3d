"""Programs of others that are told what becomes of stories, and hubs that hear of feeds."""
