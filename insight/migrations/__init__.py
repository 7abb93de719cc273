"""The steps by which a store came to its present tables. Never edited once released."""
