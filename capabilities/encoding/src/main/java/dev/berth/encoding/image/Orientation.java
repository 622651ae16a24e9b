package dev.berth.encoding.image;

/// Orientation of a stored picture: the values 1 to 8 of Exif's tag 0x0112. Each says which stored
/// pixel belongs at a place of the upright picture.
enum Orientation {
    UPRIGHT,
    MIRRORED,
    UPSIDE_DOWN,
    FLIPPED,
    TRANSPOSED,
    TURNED_LEFT,
    TRANSVERSED,
    TURNED_RIGHT;

    /// The orientation of an Exif value; upright if it is none of 1 to 8.
    static Orientation of(int exif) {
        return exif >= 1 && exif <= 8 ? values()[exif - 1] : UPRIGHT;
    }

    /// Whether width and height change places.
    private boolean swapsAxes() {
        return switch (this) {
            case UPRIGHT, MIRRORED, UPSIDE_DOWN, FLIPPED -> false;
            case TRANSPOSED, TURNED_LEFT, TRANSVERSED, TURNED_RIGHT -> true;
        };
    }

    /// The picture as it was seen.
    Picture upright(Picture stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapsAxes() ? stored.height() : stored.width();
        int height = swapsAxes() ? stored.width() : stored.height();
        int channels = stored.channels();
        byte[] from = stored.samples();
        var to = new byte[from.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int source = source(x, y, stored.width(), stored.height()) * channels;
                System.arraycopy(from, source, to, (y * width + x) * channels, channels);
            }
        }
        return new Picture(width, height, channels, to);
    }

    /// The index of the stored pixel that belongs at (x, y).
    private int source(int x, int y, int width, int height) {
        return switch (this) {
            case UPRIGHT -> y * width + x;
            case MIRRORED -> y * width + (width - 1 - x);
            case UPSIDE_DOWN -> (height - 1 - y) * width + (width - 1 - x);
            case FLIPPED -> (height - 1 - y) * width + x;
            case TRANSPOSED -> x * width + y;
            case TURNED_LEFT -> (height - 1 - x) * width + y;
            case TRANSVERSED -> (height - 1 - x) * width + (width - 1 - y);
            case TURNED_RIGHT -> x * width + (width - 1 - y);
        };
    }
}
