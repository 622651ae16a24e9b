package dev.berth.features.online;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.ondemand.CompiledOnDemandView;
import dev.berth.features.skew.ServedFeatureLogger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reader of online features from a store. Thread-safe.
public final class StoreFeatureReader implements OnlineFeatureReader {
    /// Maximum of rows in a query; more are better read from history.
    static final int ROWS_MAX = 10_000;

    /// Maximum of cached plans: clients repeat the same lists of features.
    private static final int PLANS_MAX = 1_000;

    /// Tolerance for a requested instant before the latest event of a row, one minute: clocks
    /// differ, and events arrive while a request is in flight.
    private static final long EARLY_MICROS_MAX = 60_000_000;

    private final FeatureDefinitions definitions;
    private final OnlineStore store;
    private final InstantSource clock;
    private final ServedFeatureLogger served;
    private final LatestVersions highest;
    private final Map<ViewReference, StoredViewReader> stored = new TreeMap<>();
    private final Map<ViewReference, CompiledOnDemandView> computed = new TreeMap<>();
    private final Cache<List<FeatureSelection>, Prepared> plans =
            Caffeine.newBuilder().maximumSize(PLANS_MAX).build();

    /// Creates a reader of all definitions.
    ///
    /// @param store closed by its opener
    /// @throws ProblemException `feature-definition-invalid` if an expression cannot be compiled
    public StoreFeatureReader(
            FeatureDefinitions definitions, OnlineStore store, InstantSource clock) {
        this(definitions, store, clock, ServedFeatureLogger.NONE);
    }

    /// Creates a reader of all definitions with a listener.
    ///
    /// @param store closed by its opener
    /// @throws ProblemException `feature-definition-invalid` if an expression cannot be compiled
    public StoreFeatureReader(
            FeatureDefinitions definitions,
            OnlineStore store,
            InstantSource clock,
            ServedFeatureLogger served) {
        this.definitions = definitions;
        this.store = store;
        this.clock = clock;
        this.served = served;
        this.highest = LatestVersions.of(definitions, Freshness.UNKNOWN);
        definitions
                .views()
                .forEach((name, view) -> stored.put(name, new StoredViewReader(view, definitions)));
        definitions
                .onDemand()
                .forEach(
                        (name, view) ->
                                computed.put(name, CompiledOnDemandView.of(view, definitions)));
    }

    @Override
    public FeatureDefinitions definitions() {
        return definitions;
    }

    /// The highest version of each view: the store is not checked.
    @Override
    public LatestVersions latest() {
        return highest;
    }

    @Override
    public boolean isInlineable() {
        // The duration of a function is unknown.
        return store.isInlineable() && !definitions.hasFunctions();
    }

    @Override
    public boolean isInlineable(List<FeatureSelection> features) {
        return isInlineable() && planned(features).isInlineable();
    }

    private Prepared planned(List<FeatureSelection> features) {
        return plans.get(features, this::prepared);
    }

    @Override
    public PreparedFeatures prepare(List<FeatureSelection> selections) {
        return prepared(selections);
    }

    private Prepared prepared(List<FeatureSelection> selections) {
        QueryPlan plan = QueryPlan.of(selections, definitions, this::stored, this::computed);
        return new Prepared(
                selections.stream().map(FeatureSelection::feature).toList(),
                plan,
                ServedRowMapper.of(plan, definitions));
    }

    @Override
    public FeatureRows read(FeatureQuery query) {
        Prepared prepared = planned(query.selections());
        int rowCount = rowCount(query);
        return new FeatureRows(
                prepared.features, prepared.read(query.fields(), rowCount, query.at()));
    }

    /// Plan bound to the reader.
    private final class Prepared implements PreparedFeatures {
        private final List<FeatureReference> features;
        private final QueryPlan plan;
        private final ServedRowMapper form;
        private final Map<String, FeatureType> fields;
        private final List<FeatureType> types;
        private final boolean isInlineable;

        Prepared(List<FeatureReference> features, QueryPlan plan, ServedRowMapper form) {
            this.features = features;
            this.plan = plan;
            this.form = form;
            this.fields = Collections.unmodifiableMap(plan.fields());
            this.types = List.copyOf(plan.types());
            this.isInlineable = plan.reads().stream().noneMatch(read -> read.view().isLarge());
        }

        @Override
        public Map<String, FeatureType> fields() {
            return fields;
        }

        @Override
        public boolean isInlineable() {
            return isInlineable;
        }

        @Override
        public List<FeatureType> types() {
            return types;
        }

        @Override
        public List<ViewReference> views() {
            return plan.views();
        }

        @Override
        public List<FeatureValue> read(Map<String, @Nullable Object> values, Optional<Instant> at) {
            Map<String, List<Object>> columns = HashMap.newHashMap(fields.size());
            for (String field : fields.keySet()) {
                columns.put(field, Collections.singletonList(values.get(field)));
            }
            return read(columns, 1, at).getFirst();
        }

        List<List<FeatureValue>> read(
                Map<String, List<Object>> columns, int rowCount, Optional<Instant> asOf) {
            Instant instant = asOf.isPresent() ? asOf.get() : clock.instant();
            long at = micros(instant);
            // For now, the latest values count whatever the senders' clocks say.
            long fromMax =
                    asOf.isPresent()
                            ? Math.min(at, Long.MAX_VALUE - EARLY_MICROS_MAX) + EARLY_MICROS_MAX
                            : Long.MAX_VALUE;
            FeatureValue[][][] read = readAll(plan, columns, rowCount, at, fromMax);
            List<List<FeatureValue>> rows = new ArrayList<>(rowCount);
            for (int row = 0; row < rowCount; row++) {
                List<FeatureValue> values = row(plan, columns, read, row, at);
                if (served.shouldSample()) {
                    served.take(form.row(columns, row, read, values, at));
                }
                rows.add(values);
            }
            return rows;
        }
    }

    private StoredViewReader stored(ViewReference reference) {
        StoredViewReader view = stored.get(reference);
        if (view == null) {
            throw new IllegalStateException("no " + reference);
        }
        return view;
    }

    private CompiledOnDemandView computed(ViewReference reference) {
        CompiledOnDemandView view = computed.get(reference);
        if (view == null) {
            throw new IllegalStateException("no " + reference);
        }
        return view;
    }

    private static int rowCount(FeatureQuery query) {
        int count = -1;
        for (Map.Entry<String, List<Object>> field : query.fields().entrySet()) {
            int size = field.getValue().size();
            if (count >= 0 && size != count) {
                throw new ProblemException(
                        ProblemCode.RECORD_INVALID,
                        field.getKey() + " has " + size + " values (expected: " + count + ")",
                        "send as many values of each field as there are rows");
            }
            count = size;
        }
        if (count > ROWS_MAX) {
            throw new ProblemException(
                    ProblemCode.BATCH_TOO_LARGE,
                    count + " rows (expected: at most " + ROWS_MAX + ")",
                    "divide the request, or join from history");
        }
        return Math.max(count, 0);
    }

    private static long micros(Instant at) {
        try {
            return ChronoUnit.MICROS.between(Instant.EPOCH, at);
        } catch (DateTimeException | ArithmeticException e) {
            throw new ProblemException(
                    ProblemCode.VALUE_INVALID,
                    "the instant " + at + " (expected: one within 290,000 years of 1970)",
                    "send another instant");
        }
    }

    /// Reads the values of each read, row by row, in one call of the store.
    private FeatureValue[][][] readAll(
            QueryPlan plan,
            Map<String, List<Object>> columns,
            int rowCount,
            long atMicros,
            long fromMicrosMax) {
        boolean[] isRead = new boolean[plan.reads().size() * rowCount];
        List<byte[]> rowKeys = new ArrayList<>(isRead.length);
        for (int i = 0; i < plan.reads().size(); i++) {
            QueryPlan.Read read = plan.reads().get(i);
            for (int row = 0; row < rowCount; row++) {
                byte[] key = read.view().rowKey(store, keysOf(read, columns, row));
                if (key != null) {
                    isRead[i * rowCount + row] = true;
                    rowKeys.add(key);
                }
            }
        }
        List<byte @Nullable []> found =
                rowKeys.size() == 1
                        ? Arrays.asList(new byte @Nullable [][] {store.read(rowKeys.getFirst())})
                        : store.readAll(rowKeys);
        FeatureValue[][][] values = new FeatureValue[plan.reads().size()][rowCount][];
        int next = 0;
        for (int i = 0; i < values.length; i++) {
            QueryPlan.Read read = plan.reads().get(i);
            for (int row = 0; row < rowCount; row++) {
                byte[] bytes = isRead[i * rowCount + row] ? found.get(next++) : null;
                values[i][row] = read(read, bytes, atMicros, fromMicrosMax);
            }
        }
        return values;
    }

    private static FeatureValue[] read(
            QueryPlan.Read read, byte @Nullable [] row, long atMicros, long fromMicrosMax) {
        StoredViewReader view = read.view();
        return LostRows.readRow(
                view.view().reference(),
                () -> view.read(row, atMicros, fromMicrosMax, read.wanted()));
    }

    private static List<@Nullable Object> keysOf(
            QueryPlan.Read read, Map<String, List<Object>> columns, int row) {
        List<@Nullable Object> keys = new ArrayList<>(read.fields().size());
        for (String field : read.fields()) {
            List<Object> values = columns.get(field);
            if (values == null) {
                throw Problem.of(
                                ProblemCode.RECORD_INVALID,
                                "no field '"
                                        + field
                                        + "' (expected: a key for "
                                        + read.view().view().reference()
                                        + ")",
                                "send it")
                        .asException();
            }
            keys.add(values.get(row));
        }
        return keys;
    }

    private List<FeatureValue> row(
            QueryPlan plan,
            Map<String, List<Object>> columns,
            FeatureValue[][][] read,
            int row,
            long atMicros) {
        List<FeatureValue[]> computations = new ArrayList<>(plan.computations().size());
        for (QueryPlan.Computation computation : plan.computations()) {
            computations.add(compute(computation, columns, read, row, atMicros));
        }
        List<FeatureValue> values = new ArrayList<>(plan.outputs().size());
        for (QueryPlan.Output output : plan.outputs()) {
            values.add(
                    switch (output) {
                        case QueryPlan.Output.Stored(int from, int feature) ->
                                read[from][row][feature];
                        case QueryPlan.Output.Computed(int from, int feature) ->
                                computations.get(from)[feature];
                    });
        }
        return values;
    }

    private FeatureValue[] compute(
            QueryPlan.Computation computation,
            Map<String, List<Object>> columns,
            FeatureValue[][][] read,
            int row,
            long atMicros) {
        OnDemandView view = computation.view().view();
        List<@Nullable Object> computed =
                computation
                        .view()
                        .compute(
                                name -> {
                                    int dot = name.indexOf('.');
                                    String field = name.substring(dot + 1);
                                    Integer from = computation.reads().get(name.substring(0, dot));
                                    return from == null
                                            ? input(field, columns, row)
                                            : stored(read[from][row], view, name, field);
                                });
        FeatureValue[] values = new FeatureValue[computed.size()];
        for (int i = 0; i < values.length; i++) {
            Object value = computed.get(i);
            values[i] =
                    value == null
                            ? new FeatureValue(
                                    view.features().get(i).fallback().orElse(null),
                                    FeatureStatus.NULL_VALUE,
                                    atMicros)
                            : new FeatureValue(value, FeatureStatus.PRESENT, atMicros);
        }
        return values;
    }

    private @Nullable Object stored(
            FeatureValue[] values, OnDemandView view, String name, String feature) {
        var use = view.reads().get(name.substring(0, name.indexOf('.')));
        if (use == null) {
            return null;
        }
        var features = definitions.view(use.view()).features();
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().value().equals(feature)) {
                return values[i].value();
            }
        }
        return null;
    }

    /// A request field; missing if it was not sent.
    private static @Nullable Object input(
            String field, Map<String, List<Object>> columns, int row) {
        List<Object> values = columns.get(field);
        return values == null ? null : values.get(row);
    }
}
