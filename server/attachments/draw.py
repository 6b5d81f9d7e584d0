"""A program of its own: draws a file small, twice, and says how large it is. `python -m server.attachments.draw`

Whatever a file does to the libraries that read it, it does to this process alone, which has little memory, little
time, and nothing to lose. It reads pictures and the first page of a PDF; what it writes are new JPEGs, without what
a camera noted in the original.
"""

import json
import resource
import sys
import warnings
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

MEMORY, SECONDS, LARGEST_OUT = 1 << 30, 10, 8 << 20
PIXELS = 64_000_000
SIZES = {"large": 2_048, "small": 640}
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF")
QUALITY = 82
ORIENTATION, ON_ITS_SIDE = 0x0112, 5


def bound() -> None:
    """From here on it can take no more than this."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_OUT),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def draw(source: Path, kind: str, folder: Path) -> dict[str, int]:
    """Leaves `large.jpg` and `small.jpg`; returns the size of the original."""
    picture = _page(source) if kind == "application/pdf" else Image.open(source, formats=FORMATS)
    width, height = picture.size
    if picture.getexif().get(ORIENTATION, 1) >= ON_ITS_SIDE:
        width, height = height, width
    picture.draft("RGB", (SIZES["large"], SIZES["large"]))
    drawn = _on_white(ImageOps.exif_transpose(picture))
    for name, most in SIZES.items():
        drawn.thumbnail((most, most))
        drawn.save(folder / f"{name}.jpg", "JPEG", quality=QUALITY)
    return {"width": width, "height": height}


def _page(source: Path) -> Image.Image:
    """The first one, as wide as the larger preview."""
    page = pypdfium2.PdfDocument(source)[0]
    drawn: Image.Image = page.render(scale=SIZES["large"] / max(page.get_size())).to_pil()
    return drawn


def _on_white(picture: Image.Image) -> Image.Image:
    """In plain colours and with nothing but them: no notes, no profile, nothing to see through."""
    colours = picture.convert("RGBA")
    plain = Image.new("RGB", colours.size, "white")
    plain.paste(colours, mask=colours.getchannel("A"))
    return plain


if __name__ == "__main__":
    bound()
    print(json.dumps(draw(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))))
