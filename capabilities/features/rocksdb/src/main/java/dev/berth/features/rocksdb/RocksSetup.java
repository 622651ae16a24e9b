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

/// How RocksDB is set up to read single rows, and everything native that has to be freed.
///
/// A row is looked up in few files and found in one: filters on whole keys, in memory tables as
/// well, rule out the others. Filters and indexes are cut into parts that live in the cache with
/// the rows, so that memory has one bound however many rows there are; their top levels stay there.
final class RocksSetup implements AutoCloseable {
    /// One of a hundred keys that a file does not have is looked for in it.
    private static final double FILTER_BITS_PER_KEY = 10;

    /// What is read from the disk at once and unpacked for one row: ten rows of 400 bytes.
    private static final long BLOCK_BYTES = 4L << 10;

    /// Written rows that are kept in memory before they become a file.
    private static final long MEMORY_TABLE_BYTES = 64L << 20;

    /// The share of a memory table that its filter takes.
    private static final double MEMORY_FILTER_RATIO = 0.02;

    /// How full the hash table of a block is; RocksDB's own proposal.
    private static final double HASH_FILL = 0.75;

    /// Two write files together, one as the other waits.
    private static final int BACKGROUND_JOBS = 2;

    /// What the disk is told to write at a time, so that it has little to do at the end.
    private static final long SYNC_STEP_BYTES = 1L << 20;

    private static final long LOG_BYTES_MAX = 4L << 20;
    private static final int LOGS_MAX = 2;

    /// Opened last, freed first.
    private final Deque<AbstractNativeReference> parts = new ArrayDeque<>();

    private final Options options;

    private RocksSetup(long cacheBytes) {
        // 0: as many entries as the sizes turn out to make.
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
                        // Else each look of a follower begins sixteen threads, whatever it finds.
                        .setMaxFileOpeningThreads(1)
                        .setBytesPerSync(SYNC_STEP_BYTES)
                        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                        .setMaxLogFileSize(LOG_BYTES_MAX)
                        .setKeepLogFileNum(LOGS_MAX)
                        // What a killed process left half written at the end is no damage; what is
                        // wrong before that is. RocksDB's default would leave out what follows.
                        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                        .setStatsDumpPeriodSec(0);
    }

    /// A setup with a cache of this size, for one database.
    static RocksSetup of(long cacheBytes) {
        return new RocksSetup(cacheBytes);
    }

    /// The same for a database some of whose table files are damaged: it opens, what lies in the
    /// others is read, and what would lie in these is an error each time. Nothing is merged, as
    /// that would fail on them again and again.
    static RocksSetup ofDamaged(long cacheBytes) {
        var setup = new RocksSetup(cacheBytes);
        setup.options.setParanoidChecks(false).setDisableAutoCompactions(true);
        return setup;
    }

    /// Has writes continue by themselves that failed because the disk was full, when there is room:
    /// RocksDB looks every few seconds, but only if something keeps count of the space.
    ///
    /// @param bytesMax what the files may take; 0 for as much as there is
    RocksSetup recoveringSpace(long bytesMax) throws RocksDBException {
        var space = keep(new SstFileManager(Env.getDefault()));
        space.setMaxAllowedSpaceUsage(bytesMax);
        options.setSstFileManager(space);
        return this;
    }

    Options options() {
        return options;
    }

    /// Has something freed before everything that was there earlier.
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
