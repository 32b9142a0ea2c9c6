"""A QR code as one SVG path: drawn in the page, nothing loaded."""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

QUIET = 2  # light modules around it


@lru_cache(maxsize=512)
def svg(text: str) -> SafeString:
    """The picture of `text`; its colours come from the stylesheet (class qr)."""
    import qrcode

    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="The address as a QR code">'
        '<rect width="{size}" height="{size}"/><path d="{path}"/></svg>',
        size=len(rows),
        path=path,
    )
