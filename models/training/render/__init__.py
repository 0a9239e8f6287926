"""Renderer of training photos: skin from measured optics, bodies, lesions, light and camera."""
