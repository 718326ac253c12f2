"""Files that are small, and are made to keep a computer busy."""

import struct


def endless_jpeg(side: int = 8000, scans: int = 5_000) -> bytes:
    """A progressive JPEG of so many pixels, one empty scan of which is there again and again."""

    def _segment(mark: int, content: bytes) -> bytes:
        return bytes([0xFF, mark]) + struct.pack(">H", len(content) + 2) + content

    blocks = (-(-side // 8)) ** 2
    made = b"\xff\xd8" + _segment(0xDB, b"\0" + bytes([1] * 64))
    made += _segment(0xC2, struct.pack(">BHHB", 8, side, side, 1) + bytes([1, 0x11, 0]))
    made += _segment(0xC4, bytes([0x00, 1] + [0] * 15 + [0])) + _segment(0xC4, bytes([0x10, 1] + [0] * 15 + [0xE0]))
    made += _segment(0xDA, bytes([1, 1, 0x00, 0, 0, 0])) + bytes(-(-blocks // 8))
    again = _segment(0xDA, bytes([1, 1, 0x00, 1, 63, 0])) + bytes(-(-(-(-blocks // 16384) * 15) // 8))
    return made + again * scans + b"\xff\xd9"
