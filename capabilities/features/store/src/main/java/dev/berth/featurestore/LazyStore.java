package dev.berth.featurestore;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.online.BulkLoad;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Store that is opened on first use; a failed opening is retried after a pause.
final class LazyStore implements OnlineStore {
    /// Opening may take as long as an unanswered connection attempt, which callers must not wait
    /// for repeatedly.
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<OnlineStore> opening;
    private final LongSupplier nanoTime;
    private volatile @Nullable OnlineStore store;
    private @Nullable ProblemException failure;
    private long failedNanos;
    private boolean closed;
    private volatile boolean closedFor;

    LazyStore(Supplier<OnlineStore> opening, LongSupplier nanoTime) {
        this.opening = opening;
        this.nanoTime = nanoTime;
    }

    private OnlineStore store() {
        OnlineStore opened = store;
        return opened != null ? opened : open();
    }

    private synchronized OnlineStore open() {
        if (closed) {
            throw new ProblemException(
                    ProblemCode.ONLINE_STORE_UNAVAILABLE,
                    "the store of features is closed",
                    "use a serving process");
        }
        if (closedFor) {
            throw new ProblemException(
                    ProblemCode.STORE_DAMAGED,
                    "the damaged store of features is being replaced by what can be read of it",
                    "try again in a while");
        }
        OnlineStore opened = store;
        if (opened != null) {
            return opened;
        }
        if (failure != null && nanoTime.getAsLong() - failedNanos < PAUSE_NANOS) {
            throw failure;
        }
        try {
            OnlineStore fresh = opening.get();
            store = fresh;
            return fresh;
        } catch (ProblemException e) {
            failure = e;
            failedNanos = nanoTime.getAsLong();
            throw e;
        }
    }

    @Override
    public byte @Nullable [] read(byte[] key) {
        return store().read(key);
    }

    @Override
    public List<byte @Nullable []> readAll(List<byte[]> keys) {
        return store().readAll(keys);
    }

    @Override
    public void write(StoreBatch batch) {
        store().write(batch);
    }

    @Override
    public boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch) {
        return store().writeIf(keys, values, batch);
    }

    @Override
    public void deletePrefix(byte[] prefix) {
        store().deletePrefix(prefix);
    }

    @Override
    public void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor) {
        store().scan(prefix, visitor);
    }

    @Override
    public BulkLoad bulkLoad(Consumer<StoreBatch> writer) {
        return store().bulkLoad(writer);
    }

    /// The store's own damage, or the problem that prevented its opening; does not open it.
    @Override
    public Optional<Problem> damage() {
        OnlineStore opened = store;
        return opened != null ? opened.damage() : damageOnOpening();
    }

    @Override
    public Optional<Problem> verify() {
        return store().verify();
    }

    private synchronized Optional<Problem> damageOnOpening() {
        return Optional.ofNullable(failure)
                .map(ProblemException::problem)
                .filter(problem -> problem.code() == ProblemCode.STORE_DAMAGED);
    }

    /// Closes the store, runs an action on the closed files, and allows it to be opened again.
    /// Meanwhile callers get a problem at once.
    void whileClosed(Runnable work) {
        closedFor = true;
        try {
            reopen();
            work.run();
        } finally {
            closedFor = false;
        }
    }

    /// Reopens the store at its next use.
    synchronized void reopen() {
        OnlineStore opened = store;
        store = null;
        failure = null;
        if (opened != null) {
            opened.close();
        }
    }

    /// Opening takes long.
    @Override
    public boolean isInlineable() {
        OnlineStore opened = store;
        return opened != null && opened.isInlineable();
    }

    @Override
    public synchronized void close() {
        closed = true;
        OnlineStore opened = store;
        if (opened != null) {
            opened.close();
        }
    }
}
