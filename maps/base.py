"""The page around a map: everything from our own site, nothing without the nonce, no style on an element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import folium

from maps.labels import harmless
from maps.request import MapRequest

CLOSEST_ZOOM = 19
LEAFLET = "vendor/leaflet/leaflet"

_STYLE = """
html,body{height:100%;margin:0;font:16px/1.45 "Noto Sans Bengali",system-ui,sans-serif;color:#1d2a33;background:#fff}
body{display:flex;flex-direction:column}
h1{font-size:1.1rem;margin:.5rem .75rem}h2{font-size:1rem;margin:.25rem 0}h3{font-size:.9rem;margin:.6rem 0 .2rem}
main{flex:1;display:flex;flex-direction:column;min-height:0}
.folium-map{flex:1;min-height:20rem;background:#e9eef0}
aside{padding:.5rem .75rem;font-size:.9rem;overflow:auto}
ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem .9rem}
li{display:flex;align-items:center;gap:.4rem}
.square,.dot{width:1rem;height:1rem;border:1px solid #44525c;flex:none}.dot{border-radius:50%}
table{border-collapse:collapse;margin:.4rem 0}
th,td{padding:.25rem .5rem;border-bottom:1px solid #cdd5da;text-align:left}
summary{cursor:pointer;padding:.5rem 0}
.leaflet-container{font:inherit}
.foliumtooltip th{padding-right:.5rem;font-weight:600}.foliumtooltip td,.foliumtooltip th{border:0}
.para-name{background:none;border:0;box-shadow:none;padding:0;font-weight:700;color:#10202b;pointer-events:none}
.para-name{text-shadow:0 0 3px #fff,0 0 3px #fff,0 0 5px #fff}.para-name::before{display:none}
@media (min-width:50rem){main{flex-direction:row}aside{width:17rem;flex:none}ul{flex-direction:column}}
"""


def empty_map() -> folium.Map:
    """A map without tiles, whose ground is what the layers draw."""
    drawn = folium.Map(tiles=None, prefer_canvas=True, attribution_control=False, zoom_snap=0.25)
    drawn.options["max_zoom"] = CLOSEST_ZOOM  # folium takes it only together with tiles
    return drawn


def page(request: MapRequest, drawn: folium.Map | None, panel: str, style: str) -> str:
    """The whole page as HTML. Without a map it is the panel alone."""
    nonce, asset = harmless(request.nonce), request.asset_url
    stage, script = _parts(drawn) if drawn is not None else ("", "")
    return (
        f'<!DOCTYPE html>\n<html lang="{harmless(request.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{harmless(request.title)}</title>\n"
        f'<link rel="stylesheet" nonce="{nonce}" href="{harmless(asset(LEAFLET + ".css"))}">\n'
        f'<style nonce="{nonce}">{_STYLE}{style}</style>\n'
        f'<script nonce="{nonce}" src="{harmless(asset(LEAFLET + ".js"))}"></script>\n</head>\n<body>\n'
        f"<h1>{harmless(request.title)}</h1>\n<main>{stage}<aside>{panel}</aside></main>\n"
        f'<script nonce="{nonce}">{script}</script>\n</body>\n</html>\n'
    )


def _parts(drawn: folium.Map) -> tuple[str, str]:
    """The element of the map and the script that fills it; the page head that folium would write is ours."""
    figure: Any = drawn.get_root()
    for place, element in enumerate(_all_in(figure)):
        element._id = str(place)  # instead of a random one: the same request gives the same page
    figure.render()
    return figure.html.render(), figure.script.render()


def _all_in(element: Any) -> Iterator[Any]:
    yield element
    for child in element._children.values():
        yield from _all_in(child)
