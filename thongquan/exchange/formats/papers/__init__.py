"""Uploaded papers judged by their bytes: PDF, pictures, sheets, XML."""
