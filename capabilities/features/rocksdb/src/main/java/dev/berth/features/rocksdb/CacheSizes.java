package dev.berth.features.rocksdb;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How much memory a store takes to read quickly, none of it of the heap. It is taken as it is
/// filled.
///
/// @param blockBytes for RocksDB's blocks, indexes and filters
/// @param rowBytes for a [RowCache]
record CacheSizes(long blockBytes, long rowBytes) {
    /// The share of the machine's memory. On 24 GB five million rows of 100 bytes fit.
    private static final int MACHINE_SHARE = 16;

    private static final long BYTES_MIN = 256L << 20;
    private static final long BYTES_MAX = 8L << 30;

    /// One part of so many is for blocks. What was read lately is among the rows; blocks are for
    /// the indexes and filters of all others, 12 bytes a row.
    private static final int BLOCK_SHARE = 3;

    static CacheSizes of(long byteCount) {
        long blocks = byteCount / BLOCK_SHARE;
        return new CacheSizes(blocks, byteCount - blocks);
    }

    /// For the memory of the machine, or of the container if the process is in one.
    static CacheSizes ofMachine() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return of(Math.clamp(machine.getTotalMemorySize() / MACHINE_SHARE, BYTES_MIN, BYTES_MAX));
    }
}
