package dev.berth.features.rocksdb;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.Env;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileManager;
import org.rocksdb.WALRecoveryMode;

/// RocksDB options for reading single rows, with the native objects to free.
///
/// A row is found in one file: filters on whole keys, also of memory tables, exclude the others.
/// Filters and indexes are partitioned and share the block cache, so memory is bounded for any
/// number of rows; their top levels are pinned.
final class RocksSetup implements AutoCloseable {
    /// False positives: one of a hundred keys that a file lacks is searched in it.
    private static final double FILTER_BITS_PER_KEY = 10;

    /// Bytes read and decompressed for one row: ten rows of 400 bytes.
    private static final long BLOCK_BYTES = 4L << 10;

    /// Written rows in memory before they are flushed.
    private static final long MEMORY_TABLE_BYTES = 64L << 20;

    /// Share of a memory table for its filter.
    private static final double MEMORY_FILTER_RATIO = 0.02;

    /// Load factor of a block's hash table; RocksDB's recommendation.
    private static final double HASH_FILL = 0.75;

    /// Two jobs, since one waits for the disk.
    private static final int BACKGROUND_JOBS = 2;

    /// Bytes per sync, so that little is left at the end.
    private static final long SYNC_STEP_BYTES = 1L << 20;

    private static final long LOG_BYTES_MAX = 4L << 20;
    private static final int LOGS_MAX = 2;

    /// Freed in reverse order of opening.
    private final Deque<AbstractNativeReference> parts = new ArrayDeque<>();

    private final Options options;

    private RocksSetup(long cacheBytes) {
        // 0: as many entries as the sizes allow.
        Cache cache = keep(new HyperClockCache(cacheBytes, 0, -1, false));
        var tables =
                new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setFilterPolicy(keep(new BloomFilter(FILTER_BITS_PER_KEY)))
                        .setWholeKeyFiltering(true)
                        .setCacheIndexAndFilterBlocks(true)
                        .setCacheIndexAndFilterBlocksWithHighPriority(true)
                        .setPinL0FilterAndIndexBlocksInCache(true)
                        .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                        .setDataBlockHashTableUtilRatio(HASH_FILL);
        options =
                keep(new Options())
                        .setCreateIfMissing(true)
                        .setTableFormatConfig(tables)
                        .setCompressionType(CompressionType.LZ4_COMPRESSION)
                        .setWriteBufferSize(MEMORY_TABLE_BYTES)
                        .setMemtablePrefixBloomSizeRatio(MEMORY_FILTER_RATIO)
                        .setMemtableWholeKeyFiltering(true)
                        .setMaxBackgroundJobs(BACKGROUND_JOBS)
                        // Otherwise each catch-up starts sixteen threads, whatever it finds.
                        .setMaxFileOpeningThreads(1)
                        .setBytesPerSync(SYNC_STEP_BYTES)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setMaxLogFileSize(LOG_BYTES_MAX)
                        .setKeepLogFileNum(LOGS_MAX)
                        // A partial record of a killed process at the end is no damage; an error
                        // before it is. RocksDB's default would skip what follows.
                        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                        .setStatsDumpPeriodSec(0);
    }

    /// A setup with a cache of this size, for one database.
    static RocksSetup of(long cacheBytes) {
        return new RocksSetup(cacheBytes);
    }

    /// Options for a database with damaged table files: it opens, rows in intact files are read,
    /// and others fail each time. Compaction is off, as it would fail repeatedly.
    static RocksSetup ofDamaged(long cacheBytes) {
        var setup = new RocksSetup(cacheBytes);
        setup.options.setParanoidChecks(false).setDisableAutoCompactions(true);
        return setup;
    }

    /// Resumes writes that failed because the disk was full, once there is space: RocksDB checks
    /// every few seconds, but only if the space is tracked.
    ///
    /// @param bytesMax limit of the files; 0 for the whole disk
    RocksSetup recoveringSpace(long bytesMax) throws RocksDBException {
        var space = keep(new SstFileManager(Env.getDefault()));
        space.setMaxAllowedSpaceUsage(bytesMax);
        options.setSstFileManager(space);
        return this;
    }

    Options options() {
        return options;
    }

    /// Registers an object to be freed before the earlier ones.
    <T extends AbstractNativeReference> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
