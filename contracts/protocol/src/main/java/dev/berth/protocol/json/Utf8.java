package dev.berth.protocol.json;

/// UTF-8 as RFC 3629 has it.
public final class Utf8 {
    private Utf8() {}

    /// Whether these bytes are text.
    public static boolean isValid(byte[] bytes) {
        int p = 0;
        while (p < bytes.length) {
            p = bytes[p] >= 0 ? p + 1 : sequenceEnd(bytes, p, bytes.length);
            if (p < 0) {
                return false;
            }
        }
        return true;
    }

    /// The end of the multi-byte sequence that begins at `p`, or -1 if it is not valid: overlong, a
    /// surrogate, beyond U+10FFFF or cut off.
    static int sequenceEnd(byte[] bytes, int p, int end) {
        int lead = bytes[p] & 0xff;
        int count = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || p + count > end) {
            return -1;
        }
        int second = bytes[p + 1] & 0xff;
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return -1;
        }
        for (int i = 2; i < count; i++) {
            if ((bytes[p + i] & 0xc0) != 0x80) {
                return -1;
            }
        }
        return p + count;
    }
}
