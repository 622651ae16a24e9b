package dev.berth.features.rocksdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// 64-bit hash of a key in which every bit depends on every byte.
///
/// Eight bytes at a time are mixed by a multiplication and a shift; the end is the finalizer of
/// MurmurHash3 (A. Appleby, 2011). For this process only. Forced collisions make reads slow, not
/// wrong.
final class KeyHash {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /// 2^64 divided by the golden ratio, made odd.
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private KeyHash() {}

    static long of(byte[] key) {
        long hash = key.length * FACTOR;
        int at = 0;
        for (; at + Long.BYTES <= key.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(key, at));
        }
        long rest = 0;
        for (; at < key.length; at++) {
            rest = rest << Byte.SIZE | (key[at] & 0xFF);
        }
        return finished(mixed(hash ^ rest));
    }

    private static long mixed(long hash) {
        long product = hash * FACTOR;
        return product ^ (product >>> 32);
    }

    private static long finished(long mixed) {
        long hash = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
