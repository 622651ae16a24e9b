package dev.berth.encoding.image;

/// Perspective crop: a quadrilateral of a picture as a rectangle.
///
/// Design: what is a rectangle in the world is a quadrilateral in a photograph, and the way back is
/// a projective map. The one from the unit square to four corners has a closed form (Heckbert 1989,
/// section 2.2.3); it maps each pixel of the rectangle to a point of the picture, and the sample is
/// interpolated between the four pixels around (bilinear). Beyond the picture its edge continues.
/// For a parallelogram the map is affine by itself. The map keeps the size of things, so there is
/// nothing to average.
///
/// Cost: one division and twelve products for each pixel of the rectangle.
final class Rectifier {
    private final Picture picture;
    private final int channels;
    private final byte[] samples;

    Rectifier(Picture picture) {
        this.picture = picture;
        this.channels = picture.channels();
        this.samples = picture.samples();
    }

    /// The file of the rectangle.
    ///
    /// @param corners convex
    byte[] png(Corners corners, int width, int height) {
        var map = Projection.to(corners);
        var scanlines = new byte[height * (width * channels + 1)];
        int at = 0;
        for (int row = 0; row < height; row++) {
            at++;
            double v = (row + 0.5) / height;
            double acrossX = map.xv * v + map.x;
            double acrossY = map.yv * v + map.y;
            double across = map.v * v + 1;
            for (int column = 0; column < width; column++) {
                double u = (column + 0.5) / width;
                double depth = 1 / (map.u * u + across);
                sample(
                        (map.xu * u + acrossX) * depth,
                        (map.yu * u + acrossY) * depth,
                        scanlines,
                        at);
                at += channels;
            }
        }
        return StoredPng.of(width, height, channels, scanlines);
    }

    /// Writes what is at a place of the picture.
    private void sample(double x, double y, byte[] into, int at) {
        double fromLeft = Math.clamp(x - 0.5, 0.0, picture.width() - 1.0);
        double fromTop = Math.clamp(y - 0.5, 0.0, picture.height() - 1.0);
        int left = (int) fromLeft;
        int top = (int) fromTop;
        int right = Math.min(left + 1, picture.width() - 1);
        int bottom = Math.min(top + 1, picture.height() - 1);
        // In units of 2^-8 each, as finely as samples are stored.
        int toRight = (int) ((fromLeft - left) * 256);
        int toBottom = (int) ((fromTop - top) * 256);
        int upper = top * picture.width();
        int lower = bottom * picture.width();
        for (int channel = 0; channel < channels; channel++) {
            int above =
                    mix(
                            samples[(upper + left) * channels + channel],
                            samples[(upper + right) * channels + channel],
                            toRight);
            int below =
                    mix(
                            samples[(lower + left) * channels + channel],
                            samples[(lower + right) * channels + channel],
                            toRight);
            into[at + channel] =
                    (byte) ((above * (256 - toBottom) + below * toBottom + (1 << 15)) >> 16);
        }
    }

    private static int mix(byte from, byte to, int share) {
        return (from & 0xff) * (256 - share) + (to & 0xff) * share;
    }

    /// The projective map from the unit square to four corners: a place (u, v) comes to ((xu·u +
    /// xv·v + x) / w, (yu·u + yv·v + y) / w) with w = u·u + v·v + 1 of the last two.
    private record Projection(
            double xu, double xv, double x, double yu, double yv, double y, double u, double v) {

        static Projection to(Corners c) {
            double rightX = c.x1() - c.x2();
            double rightY = c.y1() - c.y2();
            double bottomX = c.x3() - c.x2();
            double bottomY = c.y3() - c.y2();
            double restX = c.x0() - c.x1() + c.x2() - c.x3();
            double restY = c.y0() - c.y1() + c.y2() - c.y3();
            double area = rightX * bottomY - bottomX * rightY;
            double u = area == 0 ? 0 : (restX * bottomY - bottomX * restY) / area;
            double v = area == 0 ? 0 : (rightX * restY - restX * rightY) / area;
            return new Projection(
                    c.x1() - c.x0() + u * c.x1(),
                    c.x3() - c.x0() + v * c.x3(),
                    c.x0(),
                    c.y1() - c.y0() + u * c.y1(),
                    c.y3() - c.y0() + v * c.y3(),
                    c.y0(),
                    u,
                    v);
        }
    }
}
