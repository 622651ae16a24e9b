package dev.berth.statistics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Hash of 64 bits that depends on the value alone: it is the same on all machines and can be
/// stored.
///
/// Values are taken in words of 64 bits: of an ordinal the one, of a text four UTF-16 units each,
/// of bytes eight each. The words go through what XXH64 with seed 0 does to inputs of less than 32
/// bytes, and inputs of any length here. One word is mapped to hashes one to one, so two ordinals
/// never have the same.
///
/// Source: Collet, xxHash fast digest algorithm, 2.3 and 2.6 (XXH64, steps 4 to 6).
public final class StableHash {
    private static final long PRIME_1 = 0x9E37_79B1_85EB_CA87L;
    private static final long PRIME_2 = 0xC2B2_AE3D_27D4_EB4FL;
    private static final long PRIME_3 = 0x1656_67B1_9E37_79F9L;
    private static final long PRIME_4 = 0x85EB_CA77_C2B2_AE63L;
    private static final long PRIME_5 = 0x27D4_EB2F_1656_67C5L;

    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private StableHash() {}

    /// The hash of an ordinal.
    public static long ofWord(long word) {
        return finish(step(start(Long.BYTES), word));
    }

    public static long ofWords(long first, long second, long third) {
        return finish(step(step(step(start(3 * Long.BYTES), first), second), third));
    }

    public static long ofText(String text) {
        int length = text.length();
        long hash = start(2L * length);
        int whole = length & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash = step(hash, units(text, i, i + 4));
        }
        return finish(whole == length ? hash : step(hash, units(text, whole, length)));
    }

    private static long units(String text, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word |= (long) text.charAt(i) << (16 * (i - from));
        }
        return word;
    }

    public static long ofBytes(byte[] bytes) {
        return ofBytes(bytes, 0);
    }

    /// The hash of bytes from a place on.
    public static long ofBytes(byte[] bytes, int from) {
        int length = bytes.length - from;
        long hash = start(length);
        int whole = from + (length & ~7);
        for (int i = from; i < whole; i += 8) {
            hash = step(hash, (long) WORD.get(bytes, i));
        }
        long rest = 0;
        for (int i = whole; i < bytes.length; i++) {
            rest |= (bytes[i] & 0xFFL) << (8 * (i - whole));
        }
        return finish(whole == bytes.length ? hash : step(hash, rest));
    }

    private static long start(long byteCount) {
        return PRIME_5 + byteCount;
    }

    private static long step(long hash, long word) {
        long mixed = Long.rotateLeft(word * PRIME_2, 31) * PRIME_1;
        return Long.rotateLeft(hash ^ mixed, 27) * PRIME_1 + PRIME_4;
    }

    private static long finish(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * PRIME_2;
        mixed = (mixed ^ (mixed >>> 29)) * PRIME_3;
        return mixed ^ (mixed >>> 32);
    }
}
