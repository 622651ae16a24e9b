package dev.berth.features.rocksdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.StoreBatch.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/// Rows on their way into the store as files of its own format.
///
/// Rows gather until there are enough for a file, are sorted, and written. At the end the store
/// takes in all files at once, by their names. If rows came in order the files do not overlap, and
/// go to the store's lowest level, where nothing rewrites them; if they did not, reads look into
/// each file until the store has merged them.
final class RocksLoad implements BulkLoad {
    /// As large as the files that the store makes of rows that are written singly.
    static final long CHUNK_BYTES = 64L << 20;

    private final RocksStore store;
    private final long chunkBytes;
    private final List<Path> files = new ArrayList<>();
    private Rows rows = new Rows();
    private @Nullable Path folder;
    private boolean ended;

    RocksLoad(RocksStore store, long chunkBytes) {
        this.store = store;
        this.chunkBytes = chunkBytes;
    }

    /// Rows that make a file.
    static final class Rows {
        private final StoreBatch batch = new StoreBatch();
        private byte[] last = new byte[0];
        private boolean ascending = true;

        void add(byte[] key, byte[] value) {
            ascending &= batch.isEmpty() || Arrays.compareUnsigned(last, key) < 0;
            last = key;
            batch.put(key, value);
        }

        boolean isEmpty() {
            return batch.isEmpty();
        }

        long byteCount() {
            return batch.byteCount();
        }

        void writeTo(Path file, Options options) throws RocksDBException {
            try (var environment = new EnvOptions();
                    var writer = new SstFileWriter(environment, options)) {
                writer.open(file.toString());
                for (Change row : ascending ? batch.changes() : sorted()) {
                    writer.put(row.key(), Objects.requireNonNull(row.value()));
                }
                writer.finish();
            }
        }

        /// The sort is stable: of rows with one key the last one added comes last, and stays.
        private List<Change> sorted() {
            List<Change> all = new ArrayList<>(batch.changes());
            all.sort(Comparator.comparing(Change::key, Arrays::compareUnsigned));
            List<Change> kept = new ArrayList<>(all.size());
            for (Change row : all) {
                if (!kept.isEmpty() && Arrays.equals(kept.getLast().key(), row.key())) {
                    kept.removeLast();
                }
                kept.add(row);
            }
            return kept;
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        requireOpen();
        rows.add(key, value);
        if (rows.byteCount() >= chunkBytes) {
            writeFile();
        }
    }

    @Override
    public void finish() {
        requireOpen();
        if (!rows.isEmpty()) {
            writeFile();
        }
        if (!files.isEmpty()) {
            store.takeIn(files);
        }
        close();
    }

    private void writeFile() {
        try {
            if (folder == null) {
                folder = LoadFolder.create(store.loads());
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.STORE_UNAVAILABLE,
                            "files of a load cannot be written to " + store.loads() + ": " + e,
                            "look at the disk and at the rights to that folder"),
                    e);
        }
        Path file = folder.resolve(files.size() + ".sst");
        store.writeFile(file, rows);
        files.add(file);
        rows = new Rows();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the load has ended");
        }
    }

    @Override
    public void close() {
        ended = true;
        rows = new Rows();
        if (folder != null) {
            try {
                LoadFolder.clear(folder);
            } catch (IOException e) {
                System.getLogger(RocksLoad.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                "files of a load stay behind until the store is opened again",
                                e);
            }
            folder = null;
        }
    }
}
