package dev.berth.features.online;

import dev.berth.core.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Key-value store for online rows. It does not interpret the bytes.
///
/// A write is atomic and durable once it has returned. Thread-safe; every method may block, none
/// without a bound. Failures are [dev.berth.core.ProblemException]s with the code
/// `online-store-unavailable`, also after closing. A read of lost data fails with `store-damaged`
/// and never returns a missing value. A store retains no array that goes in or out.
public interface OnlineStore extends AutoCloseable {

    /// Maximum of keys that [#readAll] reads from one snapshot.
    int READ_TOGETHER_MAX = 1_000;

    /// The value of a key; null if there is none.
    byte @Nullable [] read(byte[] key);

    /// The values of keys in their order, null where there is none. Up to [#READ_TOGETHER_MAX] keys
    /// are read from one snapshot, so that no write is seen in part; more are read in pieces of
    /// that size.
    List<byte @Nullable []> readAll(List<byte[]> keys);

    /// Writes a batch atomically. If the store does not respond, it may or may not be written, and
    /// the same batch can be repeated.
    void write(StoreBatch batch);

    /// Compare-and-set: writes a batch atomically if some keys have these values. Of several
    /// writers that read the same values, in any process, one succeeds. Condition keys must not be
    /// written by [#write] at the same time. If the store does not respond, the batch may or may
    /// not be written.
    ///
    /// @param keys a few condition keys
    /// @param values expected, in the order of the keys; null for an absent key
    /// @return whether it was written
    boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch);

    /// Deletes every key with a prefix. Not atomic: repeat it after an interruption.
    void deletePrefix(byte[] prefix);

    /// Visits every key with a prefix and its value, in the order of unsigned bytes. Concurrent
    /// writes may or may not be seen.
    void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor);

    /// Whether a read takes microseconds and never blocks, as in a store within the process.
    boolean isInlineable();

    /// Damage known to the store, from its files now or from reads since it was opened. Empty if
    /// none is known.
    default Optional<Problem> damage() {
        return Optional.empty();
    }

    /// Reads all data at the speed of the disk and reports damage. Empty if there is none, or if
    /// another system verifies the data.
    default Optional<Problem> verify() {
        return damage();
    }

    /// A bulk load, faster than the same rows in batches.
    default BulkLoad bulkLoad() {
        return bulkLoad(this::write);
    }

    /// A bulk load for rows that are written under a condition.
    ///
    /// @param writer writes the batches if the store has no faster way; with one, no other process
    ///   can write meanwhile
    default BulkLoad bulkLoad(Consumer<StoreBatch> writer) {
        return new BatchedLoad(writer);
    }

    /// Closes the store. Calls in flight are awaited or end with a problem; closing again does
    /// nothing. Must not be called by visitors of [#scan].
    @Override
    void close();
}
