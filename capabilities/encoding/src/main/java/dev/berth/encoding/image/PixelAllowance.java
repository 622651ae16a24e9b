package dev.berth.encoding.image;

import dev.berth.encoding.image.PictureReader.UnreadableException;

/// The pixels that the pictures of one request may have, by what their sizes say before anything is
/// decoded. A photograph or a drawing takes a byte for some pixels; only one that is all the same
/// takes a byte for hundreds, and costs its sender nothing and the server seconds. Not thread-safe.
final class PixelAllowance {
    /// 50 megapixels: more than any camera in a phone stores by default, 150 MB when unpacked.
    static final long PIXELS_MAX = 50_000_000;

    /// Of one picture, whatever the length of its file: an empty page, scanned with 400 dots an
    /// inch, decoded in some tenths of a second.
    private static final long PIXELS_FREE = 16_000_000;

    /// Of all pictures of a request.
    private static final long PIXELS_FREE_TOGETHER = 64_000_000;

    private static final long PIXELS_OF_BYTE = 250;

    /// Progressive JPEG goes over the picture about ten times; each time takes as long as decoding
    /// one that is not.
    private static final int SCANS_FREE = 16;

    private long left = PIXELS_FREE_TOGETHER;

    /// Takes those of one picture.
    ///
    /// @param scans how often its decoder goes over it
    /// @throws UnreadableException if it has too many
    void take(int width, int height, int scans, int fileBytes) throws UnreadableException {
        long pixels = (long) width * height;
        if (pixels > PIXELS_MAX) {
            throw refusal(width, height, "", PIXELS_MAX + " in all");
        }
        long decoded = pixels * Math.ceilDiv(Math.max(scans, 1), SCANS_FREE);
        if (decoded > PIXELS_MAX) {
            throw refusal(width, height, " in " + scans + " scans", SCANS_FREE + " scans");
        }
        long ofFile = fileBytes * PIXELS_OF_BYTE;
        if (decoded > Math.max(PIXELS_FREE, ofFile)) {
            throw refusal(
                    width,
                    height,
                    " in " + fileBytes + " bytes",
                    Math.max(PIXELS_FREE, ofFile) + " for a file of that length");
        }
        left += ofFile - decoded;
        if (left < 0) {
            throw refusal(
                    width,
                    height,
                    " behind others",
                    PIXELS_FREE_TOGETHER
                            + " for the pictures of a request, and "
                            + PIXELS_OF_BYTE
                            + " for each byte of their files");
        }
    }

    private static UnreadableException refusal(int width, int height, String more, String most) {
        return new UnreadableException(
                "a picture of "
                        + width
                        + " x "
                        + height
                        + " pixels"
                        + more
                        + " (expected: at most "
                        + most
                        + ")",
                null);
    }
}
