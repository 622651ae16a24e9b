package dev.berth.encoding.image;

import dev.berth.core.tensor.Tensor;

/// Position of the pictures of an `image` step in its tensor, as a tensor: for each record six
/// whole numbers (int64), which are the width and the height of the upright picture as it was sent;
/// then left, top, width and height of the whole of it in the tensor. Left and top are negative
/// where the picture hangs over.
public final class ImageTransformTensor {
    /// How many numbers say where a picture lies.
    public static final int NUMBERS = 6;

    private ImageTransformTensor() {}

    /// Position of one picture: a picture's pixel is a square with sides of 1, and a point of the
    /// tensor a place between such squares, from (0, 0) at the top left on.
    ///
    /// @param pictureWidth of the upright picture, at least 1
    /// @param pictureHeight likewise
    /// @param left of the picture in the tensor
    /// @param top likewise
    /// @param width of the whole picture, scaled, at least 1
    /// @param height likewise
    public record Place(
            long pictureWidth, long pictureHeight, long left, long top, long width, long height) {

        public Place {
            if (Math.min(Math.min(pictureWidth, pictureHeight), Math.min(width, height)) < 1) {
                throw new IllegalArgumentException(
                        "a picture of %d x %d, drawn as %d x %d (expected: sides of at least 1)"
                                .formatted(pictureWidth, pictureHeight, width, height));
            }
        }

        static Place of(Picture picture, ResizePolicy.Geometry geometry) {
            return new Place(
                    picture.width(),
                    picture.height(),
                    geometry.x() - geometry.horizontal().offset(),
                    geometry.y() - geometry.vertical().offset(),
                    geometry.horizontal().scaled(),
                    geometry.vertical().scaled());
        }

        /// The place of one record.
        ///
        /// @param row 0 where a tensor holds a single record
        public static Place read(Tensor transforms, int row) {
            int at = row * NUMBERS;
            return new Place(
                    (long) transforms.number(at),
                    (long) transforms.number(at + 1),
                    (long) transforms.number(at + 2),
                    (long) transforms.number(at + 3),
                    (long) transforms.number(at + 4),
                    (long) transforms.number(at + 5));
        }

        void write(Tensor transforms, int row) {
            long[] numbers = {pictureWidth, pictureHeight, left, top, width, height};
            transforms.data().asLongBuffer().put(row * NUMBERS, numbers);
        }

        /// Where in the picture, in its pixels, a place of the tensor lies from the left.
        public double pictureX(double x) {
            return (x - left) * pictureWidth / width;
        }

        /// The same from the top.
        public double pictureY(double y) {
            return (y - top) * pictureHeight / height;
        }
    }
}
