package dev.berth.features.materialise;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a materialisation of a view is, where the store has it: what an interrupted one left,
/// and what tells that another process is at it.
///
/// Whoever is about to write looks whether there is what it wrote last, and the same is read of the
/// view as before. If not, another process has written since, and its rows are not to be added to
/// once more. What two write in the same instant goes unnoticed. For one thread.
final class RunNote {
    private final ViewReference view;
    private final OnlineStore store;
    private final byte[] key;
    private final byte[] currentKey;
    private byte @Nullable [] known;
    private byte @Nullable [] knownCurrent;

    RunNote(ViewReference view, ViewSpace space, OnlineStore store) {
        this.view = view;
        this.store = store;
        this.key = space.markKey("run");
        this.currentKey = space.currentKey();
    }

    byte[] key() {
        return key;
    }

    /// What a run left; empty if none was interrupted.
    Optional<RunMark> read(EntityKeys keys) {
        List<byte @Nullable []> found = look();
        byte[] mark = found.get(0);
        known = mark;
        knownCurrent = found.get(1);
        return mark == null ? Optional.empty() : Optional.of(RunMark.read(mark, keys));
    }

    /// @throws ProblemException `store-unavailable` if another process has written since
    void requireUnchanged() {
        List<byte @Nullable []> found = look();
        if (!Arrays.equals(found.get(0), known) || !Arrays.equals(found.get(1), knownCurrent)) {
            throw new ProblemException(
                    ProblemCode.STORE_UNAVAILABLE,
                    view + " is materialised by another process as well (expected: one at a time)",
                    "let that one end; run this again after it, if it has to be");
        }
    }

    private List<byte @Nullable []> look() {
        return store.readAll(List.of(key, currentKey));
    }

    /// That this is in the store by now.
    void wrote(byte[] mark) {
        known = mark;
    }
}
