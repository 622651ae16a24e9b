package dev.berth.features.rocksdb;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Sizes of a store's caches, in native memory that is allocated as they fill.
///
/// @param blockBytes for RocksDB's blocks, indexes and filters
/// @param rowBytes for a [RowCache]
record CacheSizes(long blockBytes, long rowBytes) {
    /// Share of the machine's memory: 1/16. On 24 GB five million rows of 100 bytes fit.
    private static final int MACHINE_SHARE = 16;

    private static final long BYTES_MIN = 256L << 20;
    private static final long BYTES_MAX = 8L << 30;

    /// Share for blocks: 1/3. Recent rows are in the row cache; blocks hold the indexes and filters
    /// of all others, 12 bytes a row.
    private static final int BLOCK_SHARE = 3;

    static CacheSizes of(long byteCount) {
        long blocks = byteCount / BLOCK_SHARE;
        return new CacheSizes(blocks, byteCount - blocks);
    }

    /// Sizes for the memory of the machine or container.
    static CacheSizes ofMachine() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return of(Math.clamp(machine.getTotalMemorySize() / MACHINE_SHARE, BYTES_MIN, BYTES_MAX));
    }
}
