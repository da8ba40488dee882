"""The pages behind the tabs of the web interface, one module each."""
