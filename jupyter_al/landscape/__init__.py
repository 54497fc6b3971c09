"""What lies between the points of a map: belief, density, and regions with names."""

from jupyter_al.landscape.contours import Contours, contours
from jupyter_al.landscape.field import Field, Surround, field, field_of_codes, surround
from jupyter_al.landscape.grid import Grid, make_grid
from jupyter_al.landscape.naming import Region, name_regions
from jupyter_al.landscape.regions import Regions, find_regions
from jupyter_al.landscape.words import typical_words

__all__ = [
    "Contours",
    "Field",
    "Grid",
    "Region",
    "Regions",
    "Surround",
    "contours",
    "field",
    "field_of_codes",
    "find_regions",
    "make_grid",
    "name_regions",
    "surround",
    "typical_words",
]
