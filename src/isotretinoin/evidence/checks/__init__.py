"""The checks that hold pages to the ledger: links, numbers, DOIs, and the ledger's own integrity."""
