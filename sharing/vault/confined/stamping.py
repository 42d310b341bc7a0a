"""Words burnt into a picture, again and again across it: whoever has a piece of it has them too.
Light letters with a dark edge are seen on light and dark, and let what lies below be seen."""

import io

from PIL import Image, ImageFilter

LONGEST = 1600  # pixels of a side that the words are laid out for: they grow and shrink with it
LETTERS = 34  # pixels, of a line on such a picture
LINES = 2
SMALLEST = 480  # pixels of the longer side: the words of a smaller one could not be read
SLANT = 24  # degrees
APART = 1.5  # heights of the slanted words, from one row of them to the next
BESIDE = 1.12  # widths, from one to the next
INK = (255, 255, 255, 96)
EDGE = (0, 0, 0, 64)
QUALITY = 70


class Stamp:
    """Words as a picture of our own, white on black, to be burnt into others."""

    def __init__(self, words: bytes) -> None:
        with Image.open(io.BytesIO(words), formats=["PNG"]) as picture:
            self.words = picture.convert("L")
        self.sheets: dict[int, tuple[Image.Image, Image.Image]] = {}

    def on(self, picture: Image.Image) -> Image.Image:
        """Return the picture (grey or RGB) with the words on it; a small one is enlarged for
        them."""
        longest = max(picture.size)
        if longest < SMALLEST:
            times = SMALLEST / longest
            width, height = (max(1, round(side * times)) for side in picture.size)
            picture, longest = picture.resize((width, height)), SMALLEST
        sheet = self.sheets.get(longest)
        if sheet is None:
            sheet = self.sheets[longest] = self._sheet(longest)
        words, cover = (one.crop((0, 0, *picture.size)) for one in sheet)
        picture.paste(words.convert(picture.mode), mask=cover)
        return picture

    def on_jpeg(self, content: bytes) -> bytes:
        """Return such a picture with the words on it."""
        with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
            return jpeg(self.on(picture.convert("L" if picture.mode == "L" else "RGB")))

    def _sheet(self, longest: int) -> tuple[Image.Image, Image.Image]:
        """Return the words all over a square of that side, in grey, and how much they cover."""
        one = self._slanted(longest / LONGEST)
        sheet = Image.new("RGBA", (longest, longest), (0, 0, 0, 0))
        right, down = round(one.width * BESIDE), round(one.height * APART)
        for row, top in enumerate(range(-one.height // 3, longest, down)):
            # Each row begins elsewhere, so that no straight cut lies between all of them.
            for left in range(-(row % 3) * right // 3, longest, right):
                sheet.paste(one, (left, top))
        return sheet.convert("L"), sheet.getchannel("A")

    def _slanted(self, scale: float) -> Image.Image:
        height = max(1, round(LETTERS * LINES * scale))
        width = max(1, round(self.words.width * height / self.words.height))
        flat = Image.new("L", (width + 8, height + 8))
        flat.paste(self.words.resize((width, height)), (4, 4))
        letters = flat.rotate(SLANT, Image.Resampling.BICUBIC, expand=True)
        edges = letters.filter(ImageFilter.MaxFilter(5 if scale > 4 / 5 else 3))
        drawn = Image.new("RGBA", letters.size, EDGE)
        drawn.putalpha(edges.point([value * EDGE[3] // 255 for value in range(256)]))
        ink = Image.new("RGBA", letters.size, INK)
        ink.putalpha(letters.point([value * INK[3] // 255 for value in range(256)]))
        return Image.alpha_composite(drawn, ink)


def jpeg(picture: Image.Image) -> bytes:
    """Return the picture as it stands on paper."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
