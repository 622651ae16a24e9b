package dev.berth.precompute.serving;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.precomputed.PrecomputedLookup;
import dev.berth.endpoint.precomputed.PrecomputedLookup.Absent;
import dev.berth.endpoint.precomputed.PrecomputedLookup.Found;
import dev.berth.endpoint.precomputed.PrecomputedLookup.Reason;
import dev.berth.endpoint.precomputed.PrecomputedQuery;
import dev.berth.features.online.OnlineStore;
import dev.berth.precompute.key.UserKey;
import dev.berth.precompute.key.UserKeys;
import dev.berth.precompute.snapshot.AnswerRow;
import dev.berth.precompute.snapshot.SnapshotManifest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;

/// Open snapshot. Thread-safe.
///
/// @param keys of users, opened by the first encrypted answer
record ServedSnapshot(
        SnapshotManifest manifest,
        OnlineStore store,
        Supplier<Optional<UserKeys>> keys,
        InstantSource clock) {
    /// The answer to a record.
    ///
    /// @throws ProblemException of the store, if it cannot be read or is closed
    PrecomputedLookup find(PrecomputedQuery query, TensorPool pool) {
        Optional<Absent> unusable = unusable(query);
        if (unusable.isPresent()) {
            return unusable.get();
        }
        return manifest.isEncrypted() ? findEncrypted(query, pool) : findPlain(query, pool);
    }

    private PrecomputedLookup findPlain(PrecomputedQuery query, TensorPool pool) {
        byte[] value = store.read(AnswerRow.key(query.key()));
        return value == null ? new Absent(Reason.MISS) : answer(value, pool);
    }

    private PrecomputedLookup findEncrypted(PrecomputedQuery query, TensorPool pool) {
        Optional<UserKeys> table = keys.get();
        if (table.isEmpty() || query.user().isEmpty()) {
            return new Absent(Reason.UNREADABLE);
        }
        Optional<UserKey> key = table.get().find(query.user().get());
        if (key.isEmpty()) {
            return new Absent(Reason.MISS);
        }
        byte[] name = key.get().name(query.key());
        byte[] value = store.read(name);
        if (value == null) {
            return new Absent(Reason.MISS);
        }
        try {
            return answer(key.get().decrypt(value, name), pool);
        } catch (AEADBadTagException e) {
            return new Absent(Reason.UNREADABLE);
        }
    }

    /// The default answer, which is never encrypted.
    PrecomputedLookup findDefault(PrecomputedQuery query, TensorPool pool) {
        Optional<Absent> unusable = unusable(query);
        if (unusable.isPresent()) {
            return unusable.get();
        }
        byte[] value = store.read(AnswerRow.defaultKey());
        return value == null ? new Absent(Reason.MISS) : answer(value, pool);
    }

    private Optional<Absent> unusable(PrecomputedQuery query) {
        if (!manifest.fingerprint().equals(query.fingerprint())) {
            return Optional.of(new Absent(Reason.OUTDATED));
        }
        boolean isStale =
                manifest.isExpired(clock.instant())
                        || query.policy()
                                .ageMax()
                                .filter(max -> age().compareTo(max) > 0)
                                .isPresent();
        return isStale ? Optional.of(new Absent(Reason.STALE)) : Optional.empty();
    }

    private Duration age() {
        return Duration.between(manifest.computed(), clock.instant());
    }

    private PrecomputedLookup answer(byte[] value, TensorPool pool) {
        try {
            AnswerRow.Answer answer = AnswerRow.read(value, pool);
            return new Found(answer.tensors(), answer.annotations(), age());
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.PRECOMPUTED_UNREADABLE,
                    "an answer of snapshot " + manifest.number() + " is damaged: " + e.getMessage(),
                    "precompute a new snapshot");
        }
    }
}
