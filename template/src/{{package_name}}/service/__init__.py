"""The HTTP service: an application for uvicorn, and what it is made of."""
