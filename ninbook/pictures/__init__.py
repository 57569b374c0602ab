"""SVG pictures: in the page, and with fewer bytes."""
