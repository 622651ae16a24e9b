package dev.berth.features.materialize;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.Values;
import dev.berth.features.online.ViewBusyProblem;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Store of a view's materialization checkpoint, used to resume a run and to detect a concurrent
/// one.
///
/// Each write requires that the store still has this writer's last checkpoint, the same current
/// generation, and no newer run. Otherwise another process has written since, and its rows must not
/// be updated twice. Not thread-safe.
final class CheckpointStore {
    private final ViewReference view;
    private final OnlineStore store;
    private final byte[] key;
    private final ViewKeyspace space;
    private final byte[] generationsKey;
    private byte @Nullable [] known;
    private byte @Nullable [] knownCurrent;
    private byte @Nullable [] knownGenerations;

    CheckpointStore(ViewReference view, ViewKeyspace space, OnlineStore store) {
        this.view = view;
        this.store = store;
        this.key = space.markKey("run");
        this.space = space;
        this.generationsKey = space.markKey("generations");
    }

    byte[] key() {
        return key;
    }

    /// Reads the checkpoint of an interrupted run; empty if there is none.
    Optional<MaterializationCheckpoint> read(EntityKeys keys) {
        List<byte @Nullable []> found = poll();
        byte[] mark = found.get(0);
        known = mark;
        knownCurrent = found.get(1);
        knownGenerations = found.get(2);
        return mark == null
                ? Optional.empty()
                : Optional.of(
                        LostRows.read(
                                "how far a materialization of " + view + " is",
                                () -> MaterializationCheckpoint.read(mark, keys)));
    }

    /// Reads the checkpoint for a run that starts anew: an unreadable one counts as none.
    Optional<MaterializationCheckpoint> readIfWhole(EntityKeys keys) {
        try {
            return read(keys);
        } catch (ProblemException e) {
            if (e.problem().code() == ProblemCode.STORE_DAMAGED && known != null) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /// The current rows of the view at that time.
    Current current() {
        return space.current(knownCurrent);
    }

    /// The generations allocated by then.
    Generations generations() {
        byte[] bytes = knownGenerations;
        return bytes == null
                ? Generations.NONE
                : LostRows.read(
                        "which generations of " + view + " there were",
                        () -> Generations.read(bytes));
    }

    /// @throws ProblemException `materialization-conflict` if another process has written since
    void requireUnchanged() {
        if (!Values.areEqual(poll(), expected())) {
            throw ViewBusyProblem.problem(view);
        }
    }

    /// Writes a batch with the progress of the run.
    ///
    /// @param mark the checkpoint in the batch
    /// @throws ProblemException as [#requireUnchanged]; then nothing of the batch is written
    void write(StoreBatch batch, byte[] mark) {
        write(batch);
        known = mark;
    }

    /// Writes the first batch of a run.
    ///
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void begin(StoreBatch batch, byte[] mark, Generations generations) {
        byte[] given = generations.toBytes();
        batch.put(key, mark);
        batch.put(generationsKey, given);
        write(batch, mark);
        knownGenerations = given;
    }

    /// Writes the last batch of a run.
    ///
    /// @param current the rows to read from then on
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void end(StoreBatch batch, Current current, Generations generations) {
        byte[] read = current.toBytes();
        batch.put(space.currentKey(), read);
        end(batch, generations);
        knownCurrent = read;
    }

    /// Writes the last batch of a run that leaves the current rows unchanged.
    ///
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void end(StoreBatch batch, Generations generations) {
        byte[] given = generations.toBytes();
        batch.delete(key);
        batch.put(generationsKey, given);
        write(batch);
        known = null;
        knownGenerations = given;
    }

    /// Records that the rows of stale generations are deleted. Leaves that to the next run if
    /// another process has written since.
    void deletedStale() {
        var batch = new StoreBatch();
        byte[] given = generations().deleted().toBytes();
        batch.put(generationsKey, given);
        if (store.writeIf(keys(), expected(), batch)) {
            knownGenerations = given;
        }
    }

    /// Writes a batch.
    ///
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void write(StoreBatch batch) {
        if (!store.writeIf(keys(), expected(), batch)) {
            throw ViewBusyProblem.problem(view);
        }
    }

    private List<byte @Nullable []> expected() {
        return Arrays.asList(known, knownCurrent, knownGenerations);
    }

    private List<byte @Nullable []> poll() {
        return store.readAll(keys());
    }

    private List<byte[]> keys() {
        return List.of(key, space.currentKey(), generationsKey);
    }

    /// Records the stored checkpoint.
    void wrote(byte[] mark) {
        known = mark;
    }
}
