package dev.berth.core;

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

    private static final char[] HEX = "0123456789abcdef".toCharArray();

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
        var text = new char[36];
        int at = 0;
        for (int nibble = 0; nibble < 32; nibble++) {
            if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) {
                text[at++] = '-';
            }
            long half = nibble < 16 ? high : low;
            text[at++] = HEX[(int) (half >>> (60 - 4 * (nibble & 15))) & 15];
        }
        return new String(text);
    }
}
