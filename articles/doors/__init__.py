"""Every address of the portal with its rule: who, how, and what it tells of stories."""
