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

/// How far a materialization of a view is, where the store has it: what an interrupted one left,
/// and what tells that another process is at it.
///
/// A writer has the store check that it still has what that writer wrote last, that the current
/// generation is the same, and that no other run was given one. If not, another process has written
/// since, and its rows must not be added to once more. For one thread.
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

    /// What a run left; empty if none was interrupted.
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

    /// The same for a run that begins anew: a mark that cannot be read counts as none.
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

    /// Which rows of the view were read then.
    Current current() {
        return space.current(knownCurrent);
    }

    /// The generations that had been given to runs by then.
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

    /// Writes a batch that says how far the run is.
    ///
    /// @param mark which the batch has
    /// @throws ProblemException as [#requireUnchanged]; then nothing of the batch is written
    void write(StoreBatch batch, byte[] mark) {
        write(batch);
        known = mark;
    }

    /// Writes a batch with which a run begins.
    ///
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void begin(StoreBatch batch, byte[] mark, Generations generations) {
        byte[] given = generations.toBytes();
        batch.put(key, mark);
        batch.put(generationsKey, given);
        write(batch, mark);
        knownGenerations = given;
    }

    /// Writes a batch with which a run ends.
    ///
    /// @param current what is read from then on
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void end(StoreBatch batch, Current current, Generations generations) {
        byte[] read = current.toBytes();
        batch.put(space.currentKey(), read);
        end(batch, generations);
        knownCurrent = read;
    }

    /// Writes a batch with which a run ends that changes nothing of what is read.
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

    /// Notes that the rows of stale generations are deleted. Leaves it to the next run where
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

    /// That this is in the store by now.
    void wrote(byte[] mark) {
        known = mark;
    }
}
