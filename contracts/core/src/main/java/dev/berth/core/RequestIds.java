package dev.berth.core;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Makes request ids: UUIDs of version 7, so that ids sort by the time of their making.
///
/// Thread-safe and free of blocking: 48 bits of milliseconds, then a 12-bit counter that keeps ids
/// of the same millisecond in order, then 62 random bits. The random source must be thread-safe and
/// need not be secret: an id names a request, it grants nothing. When the clock stands still for
/// more than 4096 ids, or goes back, ids run ahead of it and stay in order.
///
/// Source: RFC 9562, section 5.7.
public final class RequestIds {
    /// Longer names would only fill logs.
    private static final int LENGTH_MAX = 128;

    /// The two hexadecimal digits of each byte, the first in the upper half.
    private static final short[] HEX = new short[256];

    static {
        for (int i = 0; i < HEX.length; i++) {
            HEX[i] = (short) (Character.forDigit(i >> 4, 16) << 8 | Character.forDigit(i & 15, 16));
        }
    }

    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    public RequestIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// The next id, in the 36-character text form.
    public String next() {
        long floor = clock.millis() << 12;
        long stamp = last.updateAndGet(previous -> Math.max(previous + 1, floor));
        long high = (stamp >>> 12) << 16 | 0x7000 | (stamp & 0xfff);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return text(high, low);
    }

    /// Whether a caller's own name for a request is fit for logs: 1 to 128 visible ASCII
    /// characters.
    public static boolean isAllowed(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static String text(long high, long low) {
        var text = new byte[36];
        putHex(text, 0, high, 56, 4);
        text[8] = '-';
        putHex(text, 9, high, 24, 2);
        text[13] = '-';
        putHex(text, 14, high, 8, 2);
        text[18] = '-';
        putHex(text, 19, low, 56, 2);
        text[23] = '-';
        putHex(text, 24, low, 40, 6);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// Puts `count` bytes of the number, the first of them `shift` bits from its right end.
    private static void putHex(byte[] text, int at, long number, int shift, int count) {
        for (int i = 0; i < count; i++) {
            short digits = HEX[(int) (number >>> (shift - 8 * i)) & 0xff];
            text[at + 2 * i] = (byte) (digits >> 8);
            text[at + 2 * i + 1] = (byte) digits;
        }
    }
}
