package dev.berth.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Generator of request ids: UUIDs of version 7, which sort by their time of creation.
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

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong();

    public RequestIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// The next id, in the 36-character text form.
    public String next() {
        return text(nextHigh(), nextLow());
    }

    /// The next id as a UUID.
    public UUID nextUuid() {
        return new UUID(nextHigh(), nextLow());
    }

    private long nextHigh() {
        long floor = clock.millis() << 12;
        long stamp = last.updateAndGet(previous -> Math.max(previous + 1, floor));
        return (stamp >>> 12) << 16 | 0x7000 | (stamp & 0xfff);
    }

    private long nextLow() {
        return (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    }

    /// Whether a caller's own name for a request is fit for logs: 1 to 128 visible ASCII
    /// characters, and not of the form of a key or token, which a caller put into the wrong header.
    public static boolean isAllowed(String id) {
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return !SanitizedText.mayHaveSecret(id) || SanitizedText.withoutSecrets(id).equals(id);
    }

    private static String text(long high, long low) {
        var text = new byte[36];
        long stampEnd = hex((int) high);
        long lowStart = hex((int) (low >>> 32));
        EIGHT_BYTES.set(text, 0, hex((int) (high >>> 32)));
        text[8] = '-';
        FOUR_BYTES.set(text, 9, (int) (stampEnd >>> 32));
        text[13] = '-';
        FOUR_BYTES.set(text, 14, (int) stampEnd);
        text[18] = '-';
        FOUR_BYTES.set(text, 19, (int) (lowStart >>> 32));
        text[23] = '-';
        FOUR_BYTES.set(text, 24, (int) lowStart);
        EIGHT_BYTES.set(text, 28, hex((int) low));
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// The eight digits of a number, the first in the uppermost byte.
    private static long hex(int number) {
        long digits = number & 0xffff_ffffL;
        digits = (digits | digits << 16) & 0x0000_ffff_0000_ffffL;
        digits = (digits | digits << 8) & 0x00ff_00ff_00ff_00ffL;
        digits = (digits | digits << 4) & 0x0f0f_0f0f_0f0f_0f0fL;
        // 1 in each byte whose digit is a letter.
        long letters = (digits + 0x0606_0606_0606_0606L) >>> 4 & 0x0101_0101_0101_0101L;
        return digits + 0x3030_3030_3030_3030L + letters * ('a' - '0' - 10);
    }
}
