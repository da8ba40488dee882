"""Every front end: command line, chat page, REST API."""
