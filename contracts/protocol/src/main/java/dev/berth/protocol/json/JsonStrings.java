package dev.berth.protocol.json;

import java.util.Arrays;

/// The escapes in JSON strings.
final class JsonStrings {
    private JsonStrings() {}

    /// The end of the escape that begins with the backslash at `p`, both halves of a surrogate pair
    /// together, or -1 if it is not valid.
    static int escapeEnd(byte[] bytes, int p, int end) {
        if (p + 1 >= end) {
            return -1;
        }
        return switch (bytes[p + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> p + 2;
            case 'u' -> unicodeEnd(bytes, p, end);
            default -> -1;
        };
    }

    private static int unicodeEnd(byte[] bytes, int p, int end) {
        int unit = unit(bytes, p, end);
        if (unit < 0 || Character.isLowSurrogate((char) unit)) {
            return -1;
        }
        if (!Character.isHighSurrogate((char) unit)) {
            return p + 6;
        }
        int low = unit(bytes, p + 6, end);
        return low >= 0 && Character.isLowSurrogate((char) low) ? p + 12 : -1;
    }

    /// The UTF-16 unit that a `\\uXXXX` at `p` says, or -1.
    private static int unit(byte[] bytes, int p, int end) {
        if (p + 6 > end || bytes[p] != '\\' || bytes[p + 1] != 'u') {
            return -1;
        }
        int value = 0;
        for (int i = p + 2; i < p + 6; i++) {
            byte b = bytes[i];
            int digit = b < 0 ? -1 : Character.digit(b, 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /// The UTF-8 bytes that the checked inside of a string stands for.
    static byte[] unescape(byte[] bytes, int from, int to, boolean escaped) {
        if (!escaped) {
            return Arrays.copyOfRange(bytes, from, to);
        }
        // An escape is never shorter than what it stands for.
        var text = new byte[to - from];
        int length = 0;
        int p = from;
        while (p < to) {
            byte b = bytes[p];
            if (b != '\\') {
                text[length++] = b;
                p++;
            } else if (bytes[p + 1] == 'u') {
                int after = unicodeEnd(bytes, p, to);
                length = encode(codePoint(bytes, p, to), text, length);
                p = after;
            } else {
                text[length++] = single(bytes[p + 1]);
                p += 2;
            }
        }
        return Arrays.copyOf(text, length);
    }

    private static int codePoint(byte[] bytes, int p, int end) {
        int unit = unit(bytes, p, end);
        return Character.isHighSurrogate((char) unit)
                ? Character.toCodePoint((char) unit, (char) unit(bytes, p + 6, end))
                : unit;
    }

    private static byte single(byte escape) {
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escape;
        };
    }

    private static int encode(int codePoint, byte[] text, int at) {
        if (codePoint < 0x80) {
            text[at] = (byte) codePoint;
            return at + 1;
        }
        if (codePoint < 0x800) {
            text[at] = (byte) (0xc0 | (codePoint >> 6));
            text[at + 1] = (byte) (0x80 | (codePoint & 0x3f));
            return at + 2;
        }
        if (codePoint < 0x10000) {
            text[at] = (byte) (0xe0 | (codePoint >> 12));
            text[at + 1] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
            text[at + 2] = (byte) (0x80 | (codePoint & 0x3f));
            return at + 3;
        }
        text[at] = (byte) (0xf0 | (codePoint >> 18));
        text[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        text[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        text[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
        return at + 4;
    }
}
