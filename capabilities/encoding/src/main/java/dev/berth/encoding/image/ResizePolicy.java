package dev.berth.encoding.image;

import java.util.OptionalInt;

/// Policy for scaling pictures of any size to a model's.
///
/// @param width of the result; with [Resize#HEIGHT_ONLY] the least width, with [Resize#WITHIN] the
///   longest that a side may be
/// @param height of the result; with [Resize#WITHIN] what the longer side has at least
/// @param widthMax with [Resize#HEIGHT_ONLY], the widest that a picture is drawn
/// @param multipleOf with [Resize#HEIGHT_ONLY], what the width is rounded up to; with
///   [Resize#WITHIN], what both sides are rounded to
/// @param cropRatio with [Resize#FILL], which part of the filled side is kept, above 0 to 1
record ResizePolicy(
        Resize resize,
        Align align,
        int width,
        int height,
        int widthMax,
        int multipleOf,
        double cropRatio) {

    /// Treatment of pictures with other proportions.
    enum Resize {
        /// The proportions.
        STRETCH,
        /// The frame: it is filled up around the whole picture.
        FIT,
        /// The picture: what hangs over is cut off.
        FILL,
        /// The width: it follows from the height.
        HEIGHT_ONLY,
        /// The size: the longer side is brought within bounds, and what lies within them stays.
        /// Both sides are rounded, so that proportions yield a little.
        WITHIN
    }

    /// Position of a picture in a larger frame.
    enum Align {
        CENTER,
        START
    }

    /// The place of one picture: the part of it that is drawn, and where in the frame.
    record Geometry(
            Resampler.Axis horizontal,
            Resampler.Axis vertical,
            int x,
            int y,
            int frameWidth,
            int frameHeight) {}

    /// The width of every result, if it does not depend on the picture.
    OptionalInt fixedWidth() {
        return switch (resize) {
            case STRETCH, FIT, FILL -> OptionalInt.of(width);
            case HEIGHT_ONLY, WITHIN -> OptionalInt.empty();
        };
    }

    /// The height of every result, if it does not depend on the picture.
    OptionalInt fixedHeight() {
        return resize == Resize.WITHIN ? OptionalInt.empty() : OptionalInt.of(height);
    }

    /// The width and the height that a frame has at least.
    int widthMin() {
        return resize == Resize.WITHIN ? 1 : width;
    }

    int heightMin() {
        return resize == Resize.WITHIN ? 1 : height;
    }

    /// The place of a picture of this size.
    Geometry place(int pictureWidth, int pictureHeight) {
        return switch (resize) {
            case STRETCH ->
                    new Geometry(
                            Resampler.Axis.whole(width),
                            Resampler.Axis.whole(height),
                            0,
                            0,
                            width,
                            height);
            case FIT -> fit(pictureWidth, pictureHeight);
            case FILL -> fill(pictureWidth, pictureHeight);
            case HEIGHT_ONLY -> heightOnly(pictureWidth, pictureHeight);
            case WITHIN -> within(pictureWidth, pictureHeight);
        };
    }

    private Geometry fit(int pictureWidth, int pictureHeight) {
        double scale = Math.min((double) width / pictureWidth, (double) height / pictureHeight);
        int drawnWidth = Math.clamp(Math.round(pictureWidth * scale), 1, width);
        int drawnHeight = Math.clamp(Math.round(pictureHeight * scale), 1, height);
        boolean centered = align == Align.CENTER;
        return new Geometry(
                Resampler.Axis.whole(drawnWidth),
                Resampler.Axis.whole(drawnHeight),
                centered ? (width - drawnWidth) / 2 : 0,
                centered ? (height - drawnHeight) / 2 : 0,
                width,
                height);
    }

    private Geometry fill(int pictureWidth, int pictureHeight) {
        double scale =
                Math.max(
                        Math.round(width / cropRatio) / (double) pictureWidth,
                        Math.round(height / cropRatio) / (double) pictureHeight);
        return new Geometry(
                cut(pictureWidth * scale, width),
                cut(pictureHeight * scale, height),
                0,
                0,
                width,
                height);
    }

    private static Resampler.Axis cut(double scaled, int count) {
        long size = Math.max(Math.round(scaled), count);
        return new Resampler.Axis(size, (size - count) / 2, count);
    }

    private Geometry heightOnly(int pictureWidth, int pictureHeight) {
        long natural = Math.ceilDiv((long) height * pictureWidth, pictureHeight);
        int drawn = Math.clamp(natural, 1, widthMax);
        int frame = Math.ceilDiv(Math.max(drawn, width), multipleOf) * multipleOf;
        return new Geometry(
                Resampler.Axis.whole(drawn), Resampler.Axis.whole(height), 0, 0, frame, height);
    }

    private Geometry within(int pictureWidth, int pictureHeight) {
        double longer = Math.max(pictureWidth, pictureHeight);
        double scale = Math.clamp(longer, height, width) / longer;
        int drawnWidth = rounded(pictureWidth * scale);
        int drawnHeight = rounded(pictureHeight * scale);
        return new Geometry(
                Resampler.Axis.whole(drawnWidth),
                Resampler.Axis.whole(drawnHeight),
                0,
                0,
                drawnWidth,
                drawnHeight);
    }

    /// The nearest multiple that a side may have.
    private int rounded(double side) {
        return Math.clamp(Math.round(side / multipleOf), 1, width / multipleOf) * multipleOf;
    }
}
