package dev.berth.features.online;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reader of the rows of one view. Thread-safe.
public final class StoredViewReader {
    /// Size that fits most entity keys.
    private static final int KEY_BYTES = 24;

    private final EntityStateFactory states;
    private final EntityKeys keys;
    private final ViewKeyspace space;
    private final long timeToLiveMicros;
    private final boolean isFed;
    private volatile @Nullable Generation generation;

    /// Creates the reader of a defined view.
    ///
    /// @throws dev.berth.core.ProblemException `feature-definition-invalid` if an expression cannot
    ///   be compiled
    public StoredViewReader(FeatureView view, FeatureDefinitions definitions) {
        this.states = EntityStateFactory.of(view, definitions);
        this.keys = EntityKeys.of(view, definitions);
        this.space = ViewKeyspace.of(view, definitions);
        this.timeToLiveMicros =
                view.timeToLive().map(time -> time.toMillis() * 1000).orElse(Long.MAX_VALUE);
        this.isFed = definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream;
    }

    public FeatureView view() {
        return states.view();
    }

    EntityStateFactory states() {
        return states;
    }

    /// Whether a row may have thousands of aggregates, one per column value.
    boolean isLarge() {
        return view().features().stream().anyMatch(feature -> feature.type().isMap());
    }

    public EntityKeys keys() {
        return keys;
    }

    public ViewKeyspace space() {
        return space;
    }

    /// The key of an entity's row in the current generation; null if an entity key is missing, or
    /// nothing was ever written.
    byte @Nullable [] rowKey(OnlineStore store, List<@Nullable Object> entityKeys) {
        Generation now = generation(store);
        // Keys are checked even without rows: one of another type is a problem.
        var key = new ByteWriter(now.prefix.length + KEY_BYTES);
        key.writeRaw(now.prefix);
        return keys.write(entityKeys, key) && now.number > 0 ? key.toBytes() : null;
    }

    private Generation generation(OnlineStore store) {
        Generation known = generation;
        long now = System.nanoTime();
        if (known != null
                && known.number > 0
                && now - known.readNanos < ViewKeyspace.GENERATION_NOTICED.toNanos()) {
            return known;
        }
        List<byte @Nullable []> marks =
                store.readAll(List.of(space.currentKey(), space.retiredKey()));
        if (marks.get(1) != null) {
            throw new ProblemException(
                    ProblemCode.FEATURE_NOT_FOUND,
                    "view " + view().reference() + " is retired",
                    "read a version that GET /v1/features lists; a process that still lists this one"
                            + " knows older files of the system");
        }
        ViewKeyspace.Current current = space.current(marks.get(0));
        if (current.isLost()) {
            throw LostRows.problem(view().reference());
        }
        byte[] prefix =
                known != null && known.number == current.generation()
                        ? known.prefix
                        : space.prefix(current.generation());
        var fresh = new Generation(current, prefix, now);
        generation = fresh;
        return fresh;
    }

    /// The instant up to which the rows were complete when last read; empty if unknown, as for
    /// streamed views.
    OptionalLong knownUntilMicros() {
        Generation read = generation;
        return read == null || read.number == 0 || isFed
                ? OptionalLong.empty()
                : OptionalLong.of(read.untilMicros);
    }

    /// Reads the values of an entity at an instant, for all features of the view.
    ///
    /// @param row stored bytes; null if there are none
    /// @throws IllegalArgumentException if the row is not one of the view
    public FeatureValue[] read(byte @Nullable [] row, long atMicros) {
        var all = new BitSet();
        all.set(0, view().features().size());
        return read(row, atMicros, Long.MAX_VALUE, all);
    }

    /// Reads the values at an instant that may be before the row's.
    ///
    /// @param fromMicrosMax latest instant from which the row must have values
    /// @param wanted indexes of features; other elements of the result are undefined
    /// @throws IllegalArgumentException if the row is not one of the view
    /// @throws ProblemException `value-invalid` if the instant is too early
    FeatureValue[] read(byte @Nullable [] row, long atMicros, long fromMicrosMax, BitSet wanted) {
        List<Feature> features = view().features();
        @Nullable Object[] values = new @Nullable Object[features.size()];
        EntityState state = row == null ? states.empty() : states.read(new ByteReader(row));
        if (state.answersFromMicros() > fromMicrosMax) {
            throw tooEarly(atMicros, state.answersFromMicros());
        }
        long latest = state.read(atMicros, values, wanted);
        boolean isKnown = latest != Long.MIN_VALUE;
        boolean isOld = isKnown && atMicros - latest > timeToLiveMicros;
        FeatureValue[] read = new FeatureValue[values.length];
        for (int i = 0; i < values.length; i++) {
            Object value = isOld ? null : values[i];
            FeatureStatus status = status(isKnown, isOld, value);
            if (value == null) {
                value = features.get(i).fallback().orElse(null);
            }
            read[i] = new FeatureValue(value, status, isKnown ? latest : 0);
        }
        return read;
    }

    private ProblemException tooEarly(long atMicros, long fromMicros) {
        return new ProblemException(
                ProblemCode.VALUE_INVALID,
                "the instant "
                        + instant(atMicros)
                        + ", when less was known of an entity than the online row of "
                        + view().reference()
                        + " has (expected: "
                        + instant(fromMicros)
                        + " or later)",
                "read as of now; earlier values are joined from history, with `berth features"
                        + " join`");
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static FeatureStatus status(boolean isKnown, boolean isOld, @Nullable Object value) {
        if (!isKnown) {
            return FeatureStatus.NOT_FOUND;
        }
        if (isOld) {
            return FeatureStatus.OUTSIDE_MAX_AGE;
        }
        return value == null ? FeatureStatus.NULL_VALUE : FeatureStatus.PRESENT;
    }

    private static final class Generation {
        private final int number;
        private final long untilMicros;
        private final byte[] prefix;
        private final long readNanos;

        Generation(ViewKeyspace.Current current, byte[] prefix, long readNanos) {
            this.number = current.generation();
            this.untilMicros = current.untilMicros();
            this.prefix = prefix;
            this.readNanos = readNanos;
        }
    }
}
