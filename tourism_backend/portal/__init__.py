"""The public web: pages made on the server from public rows, readable without a script."""
