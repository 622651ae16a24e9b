package dev.berth.encoding.image;

import java.nio.ByteBuffer;
import java.util.Optional;

/// The segments of a JPEG file that describe it (ITU-T T.81, annex B), each read once. Where the
/// file is broken they end.
///
/// @param components of a pixel; 0 if the file has no number
/// @param adobeTransform of the colours, as Adobe's segment says: 0 for none, 1 for YCbCr, 2 for
///   YCCK; -1 without such a segment
/// @param scans how often the decoder goes over the picture
/// @param exif the TIFF file within the segment that begins with `Exif`
record JpegSegments(int components, int adobeTransform, int scans, Optional<ByteBuffer> exif) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int FRAME_COMPONENTS = 5;
    private static final int ADOBE_TRANSFORM = 11;
    private static final int EXIF = 0x45786966;
    private static final int ADOBE = 0x41646f62;

    static JpegSegments of(byte[] jpeg) {
        return new Reading(jpeg).read();
    }

    private static final class Reading {
        private final byte[] file;
        private final ByteBuffer buffer;
        private int components;
        private int adobeTransform = -1;
        private int scans;
        private Optional<ByteBuffer> exif = Optional.empty();

        Reading(byte[] file) {
            this.file = file;
            this.buffer = ByteBuffer.wrap(file);
        }

        JpegSegments read() {
            int at = 2;
            while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
                int marker = file[at + 1] & 0xff;
                if (marker == 0xff) {
                    at++;
                    continue;
                }
                int length = Short.toUnsignedInt(buffer.getShort(at + 2));
                if (marker == END_OF_IMAGE || length < 2 || at + 2 + length > file.length) {
                    break;
                }
                segment(marker, at + 4, length - 2);
                at += 2 + length;
                if (marker == START_OF_SCAN) {
                    scans++;
                    at = behindScan(at);
                }
            }
            return new JpegSegments(components, adobeTransform, scans, exif);
        }

        private void segment(int marker, int at, int length) {
            if (isFrame(marker) && length > FRAME_COMPONENTS) {
                components = file[at + FRAME_COMPONENTS] & 0xff;
            } else if (marker == APP14
                    && length > ADOBE_TRANSFORM
                    && buffer.getInt(at) == ADOBE
                    && file[at + 4] == 'e') {
                adobeTransform = file[at + ADOBE_TRANSFORM] & 0xff;
            } else if (marker == APP1
                    && exif.isEmpty()
                    && length >= 6
                    && buffer.getInt(at) == EXIF
                    && buffer.getShort(at + 4) == 0) {
                exif = Optional.of(buffer.slice(at + 6, length - 6));
            }
        }

        /// Those that begin frames: all from 0xc0 to 0xcf but tables, extensions and conditioning.
        private static boolean isFrame(int marker) {
            return marker >= 0xc0
                    && marker <= 0xcf
                    && marker != 0xc4
                    && marker != 0xc8
                    && marker != 0xcc;
        }

        /// The next marker behind coded data, in which 0xff is followed by 0 or a restart.
        private int behindScan(int from) {
            int at = from;
            while (at + 1 < file.length) {
                if ((file[at] & 0xff) == 0xff) {
                    int next = file[at + 1] & 0xff;
                    if (next != 0 && (next < 0xd0 || next > 0xd7)) {
                        return at;
                    }
                }
                at++;
            }
            return file.length;
        }
    }
}
