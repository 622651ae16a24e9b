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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a materialization of a view is, where the store has it: what an interrupted one left,
/// and what tells that another process is at it.
///
/// Whoever writes has the store look whether there is what it wrote last, and the same is read of
/// the view as before. If not, another process has written since, and its rows are not to be added
/// to once more. For one thread.
final class CheckpointStore {
    private final ViewReference view;
    private final OnlineStore store;
    private final byte[] key;
    private final byte[] currentKey;
    private byte @Nullable [] known;
    private byte @Nullable [] knownCurrent;

    CheckpointStore(ViewReference view, ViewKeyspace space, OnlineStore store) {
        this.view = view;
        this.store = store;
        this.key = space.markKey("run");
        this.currentKey = space.currentKey();
    }

    byte[] key() {
        return key;
    }

    /// What a run left; empty if none was interrupted.
    Optional<MaterializationCheckpoint> read(EntityKeys keys) {
        List<byte @Nullable []> found = look();
        byte[] mark = found.get(0);
        known = mark;
        knownCurrent = found.get(1);
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

    /// @throws ProblemException `materialization-conflict` if another process has written since
    void requireUnchanged() {
        if (!Values.areEqual(look(), expected())) {
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

    /// Writes a batch.
    ///
    /// @throws ProblemException as [#requireUnchanged]; then nothing of it is written
    void write(StoreBatch batch) {
        if (!store.writeIf(List.of(key, currentKey), expected(), batch)) {
            throw ViewBusyProblem.problem(view);
        }
    }

    private List<byte @Nullable []> expected() {
        return Arrays.asList(known, knownCurrent);
    }

    private List<byte @Nullable []> look() {
        return store.readAll(List.of(key, currentKey));
    }

    /// That this is in the store by now.
    void wrote(byte[] mark) {
        known = mark;
    }
}
