"""Pictures that teach: heat maps, curves and rows of images, as SVG and, where there is no browser, as text."""

from .curves import curves
from .heat_map import heat_map
from .images import images
from .picture import Picture

__all__ = ["Picture", "curves", "heat_map", "images"]
