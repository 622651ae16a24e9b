package dev.berth.features.online;

import dev.berth.core.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where online rows are kept: bytes by key. What the bytes mean is none of its business.
///
/// A write is all or nothing, and stays once it has returned, whatever happens to the process.
/// Thread-safe; every method may block, none without a bound. Failures of the store are
/// [dev.berth.core.ProblemException]s with the code `online-store-unavailable`, and so is every use
/// of a store that is closed. A store that has lost what it is asked for says `store-damaged`,
/// never that there is nothing. A store keeps no array that goes in or out.
public interface OnlineStore extends AutoCloseable {

    /// How many keys [#readAll] reads as of one moment.
    int READ_TOGETHER_MAX = 1_000;

    /// The value of a key; null if there is none.
    byte @Nullable [] read(byte[] key);

    /// The values of keys, in their order, null where there is none. Up to [#READ_TOGETHER_MAX]
    /// keys are read as of one moment, so that no write is seen in part; more are read in pieces of
    /// as many.
    List<byte @Nullable []> readAll(List<byte[]> keys);

    /// Writes all of it, or nothing. If it fails without an answer of the store, either may be the
    /// case, and the same batch can be written again.
    void write(StoreBatch batch);

    /// Writes all of it if the values of some keys are these, or nothing: of several that have read
    /// the same, in whatever processes, one writes. Keys that decide must not be written by
    /// [#write] at the same time. If it fails without an answer of the store, either may be the
    /// case.
    ///
    /// @param keys a few
    /// @param values in the order of the keys, null where there is to be none
    /// @return whether it was written
    boolean writeIf(List<byte[]> keys, List<byte @Nullable []> values, StoreBatch batch);

    /// Takes away every key that begins so. Not all or nothing: what is interrupted is run again.
    void deletePrefix(byte[] prefix);

    /// Shows every key that begins so with its value, in the order of unsigned bytes. What is
    /// written meanwhile may be seen or not.
    void scan(byte[] prefix, BiConsumer<byte[], byte[]> visitor);

    /// Whether a read takes microseconds and never waits: that of a store within the process.
    boolean isInlineable();

    /// What the store knows to be lost of it: as files show now, or a read has come upon since it
    /// was opened. Empty if nothing is known to be.
    default Optional<Problem> damage() {
        return Optional.empty();
    }

    /// Looks at everything that the store has, at the speed of its disk: what is lost of it. Empty
    /// if nothing is, or where others see to that.
    default Optional<Problem> verify() {
        return damage();
    }

    /// A way to write very many rows, quicker than as many batches.
    default BulkLoad bulkLoad() {
        return bulkLoad(this::write);
    }

    /// The same, for rows that are to be written under a condition.
    ///
    /// @param writer writes the batches where the store has no quicker way; where it has one, no
    ///   other process can write meanwhile
    default BulkLoad bulkLoad(Consumer<StoreBatch> writer) {
        return new BatchedLoad(writer);
    }

    /// Calls that are in flight are waited for, or end with a problem. A second time it does
    /// nothing. Not for visitors of [#scan].
    @Override
    void close();
}
