package dev.berth.server.http1;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Cache of texts that are likely to come again, as paths and most headers do: they share one
/// string, which knows its hash. Each slot keeps its last text, a few kilobytes in all. Not
/// thread-safe.
final class StringInternCache {
    /// Longer ones are made anew.
    private static final int LENGTH_MAX = 64;

    /// A power of two.
    private static final int PLACES = 64;

    /// As they came; empty before the first of a place.
    private final byte[][] octets = new byte[PLACES][0];

    private final String[] texts = new String[PLACES];

    /// The text of these bytes, each a character from 0 to 255.
    String text(byte[] bytes, int begin, int end) {
        int length = end - begin;
        if (length == 0 || length > LENGTH_MAX) {
            return new String(bytes, begin, length, StandardCharsets.ISO_8859_1);
        }
        int mixed = length * 31 + bytes[begin] * 7 + bytes[begin + length / 2] * 3 + bytes[end - 1];
        int place = (mixed ^ mixed >>> 6) & (PLACES - 1);
        byte[] known = octets[place];
        if (!Arrays.equals(known, 0, known.length, bytes, begin, end)) {
            octets[place] = Arrays.copyOfRange(bytes, begin, end);
            texts[place] = new String(octets[place], StandardCharsets.ISO_8859_1);
        }
        return texts[place];
    }
}
