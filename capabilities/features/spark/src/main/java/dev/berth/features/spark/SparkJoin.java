package dev.berth.features.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.JoinPlan;
import dev.berth.features.history.JoinReport;
import dev.berth.features.history.JoinedView;
import dev.berth.features.history.LookbackHorizon;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.state.EntityStateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/// Point-in-time join of features to the rows of a spine, on a Spark cluster.
///
/// For each view, Spark sorts events and spine rows of each entity by visibility, and
/// [PointInTimeAggregateFunction] processes them. Its output is joined to the spine by row number.
/// On-demand views are computed from that, row by row, and joined likewise. The output has the
/// spine's columns and rows in their order, followed by a column `<view>__<feature>` for each
/// feature. Not thread-safe.
public final class SparkJoin {
    /// Up to this number of rows the spine's keys are broadcast to all executors, which drop events
    /// of other entities before the shuffle: some ten megabytes, where Spark gives a task hundreds.
    private static final long KEYS_SENT_MAX = 1_000_000;

    /// Settings that affect values, independent of the session's: values must equal those of other
    /// engines.
    private static final Map<String, String> SETTINGS =
            Map.ofEntries(
                    Map.entry("spark.sql.session.timeZone", "UTC"),
                    Map.entry("spark.sql.timestampType", "TIMESTAMP_LTZ"),
                    Map.entry("spark.sql.ansi.enabled", "true"),
                    Map.entry("spark.sql.caseSensitive", "true"),
                    Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
                    Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
                    Map.entry("spark.sql.parquet.binaryAsString", "false"),
                    Map.entry("spark.sql.parquet.inferTimestampNTZ.enabled", "true"),
                    Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"),
                    Map.entry("spark.sql.legacy.parquet.nanosAsLong", "true"),
                    Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"),
                    Map.entry("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED"),
                    Map.entry("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED"));

    private final SparkSession session;
    private final FeatureDefinitions definitions;
    private final SerializedDefinitions definitionBytes;
    private final SourcePathResolver place;

    /// @param session whose cluster is used; its settings are left unchanged
    public SparkJoin(
            SparkSession session, FeatureDefinitions definitions, SourcePathResolver place) {
        this.session = session.newSession();
        SETTINGS.forEach((name, value) -> this.session.conf().set(name, value));
        this.definitions = definitions;
        // Functions are not serialized: an executor finds its own.
        this.definitionBytes = SerializedDefinitions.of(definitions.with(new TreeMap<>()));
        this.place = place;
    }

    /// Blocks until the output is written. An existing output is kept until then.
    ///
    /// @throws ProblemException `feature-not-found`, `record-invalid`, `parameter-invalid` or
    ///   `type-mismatch` if spine and views do not fit, `unimplemented` if a view has SQL,
    ///   `source-unavailable` or `source-schema-mismatch` if sources cannot be read
    public JoinReport run(SparkJoinRequest request) {
        try (SpineRows spine = SpineRows.read(session, request.spine())) {
            return new Run(request, spine).run();
        } catch (Exception failure) {
            // Spark throws undeclared checked exceptions as well.
            throw SparkFailures.of("joining " + request.spine().path(), failure);
        }
    }

    /// Execution of one join.
    private final class Run {
        private final SparkJoinRequest request;
        private final JoinPlan plan;
        private final SpineRows spine;
        private final List<JoinReport.ViewReport> reports = new ArrayList<>();
        private Dataset<Row> joined;

        Run(SparkJoinRequest request, SpineRows spine) {
            this.request = request;
            this.plan = JoinPlan.of(request.views(), definitions);
            this.spine = spine;
            this.joined = spine.rows();
        }

        JoinReport run() {
            JoinedView.requireDifferentColumns(spine.names(), request.views());
            plan.outputs().forEach(this::checkFormat);
            plan.stored().forEach(this::join);
            Dataset<Row> ofStored = joined;
            if (!plan.computed().isEmpty()) {
                // On-demand views are computed from it, and joined to it.
                ofStored.persist(StorageLevel.MEMORY_AND_DISK());
            }
            try {
                for (int i = 0; i < plan.computed().size(); i++) {
                    compute(ofStored, i);
                }
                write();
            } finally {
                if (!plan.computed().isEmpty()) {
                    ofStored.unpersist(false);
                }
            }
            return new JoinReport(spine.extent().rowCount(), reports);
        }

        private void write() {
            List<Column> columns = new ArrayList<>();
            spine.names().forEach(name -> columns.add(Columns.named(name)));
            for (JoinPlan.Output output : plan.outputs()) {
                Column value =
                        switch (output) {
                            case JoinPlan.Output.Stored of ->
                                    output(of.definition(), stored(of.from()));
                            case JoinPlan.Output.Computed of ->
                                    Columns.written(
                                            Columns.named(
                                                    "#c" + of.computation() + "_" + of.feature()),
                                            of.type());
                        };
                columns.add(value.as(output.column()));
            }
            Dataset<Row> rows =
                    joined.orderBy(col("`#row`")).select(columns.toArray(Column[]::new));
            new OutputFolder(session.sparkContext().hadoopConfiguration(), request.output())
                    .write(rows, request.format());
        }

        private void checkFormat(JoinPlan.Output output) {
            FeatureType type = output.type();
            if (request.format() == SparkFormat.CSV
                    && (type.form() != FeatureType.Form.SINGLE
                            || type.element() == ValueType.BYTES)) {
                throw new ProblemException(
                        ProblemCode.PARAMETER_INVALID,
                        output.column()
                                + " is of type "
                                + type
                                + ", which Spark does not write into CSV",
                        "write parquet, or leave the feature out");
            }
        }

        /// The column of a joined feature.
        private static Column stored(JoinPlan.StoredFeature feature) {
            return Columns.named("#f" + feature.join() + "_" + feature.feature());
        }

        private void join(JoinedView of) {
            FeatureView view = of.requireView(definitions);
            List<Feature> features = of.requireFeatures(view);
            List<Entity> entities = view.keys().keySet().stream().map(definitions::entity).toList();
            List<String> fields =
                    entities.stream().map(entity -> of.use().field(entity.key())).toList();
            Dataset<Row> keyed = spine.keyed(fields, entities);
            EventRows events = EventRows.of(session, view, definitions, place);
            int number = reports.size();
            reports.add(counted(of, events));
            add(values(events, keyed, features), "#f" + number, features.size());
        }

        /// Joins `row` and `f<i>`, renamed to `<name>` and `<name>_<i>`.
        private void add(Dataset<Row> values, String name, int count) {
            List<Column> renamed = new ArrayList<>(List.of(col("row").as(name)));
            for (int i = 0; i < count; i++) {
                renamed.add(col("f" + i).as(name + "_" + i));
            }
            joined =
                    joined.join(
                            values.select(renamed.toArray(Column[]::new)),
                            col("`#row`").equalTo(Columns.named(name)),
                            "left");
        }

        /// The column of a joined feature with its default.
        private Column whole(JoinPlan.StoredFeature feature) {
            JoinedView of = plan.stored().get(feature.join());
            Feature definition =
                    of.requireFeatures(of.requireView(definitions)).get(feature.feature());
            FeatureType type = definition.type();
            Column value = stored(feature);
            return definition
                    .fallback()
                    .map(
                            fallback ->
                                    coalesce(value, Columns.carried(literal(type, fallback), type)))
                    .orElse(value);
        }

        private void compute(Dataset<Row> rows, int number) {
            JoinPlan.Computed step = plan.computed().get(number);
            OnDemandView view = step.view().view();
            List<Column> read = new ArrayList<>(List.of(col("`#row`").as("row")));
            step.fields()
                    .values()
                    .forEach(
                            input ->
                                    read.add(
                                            spine.input(input, view.reference())
                                                    .as("r" + read.size())));
            for (JoinPlan.StoredFeature feature : step.reads().values()) {
                read.add(whole(feature).as("r" + read.size()));
            }
            List<FeatureType> types =
                    view.features().stream().map(OnDemandView.Computed::type).toList();
            Dataset<Row> values =
                    rows.select(read.toArray(Column[]::new))
                            .mapPartitions(
                                    new OnDemandViewFunction(definitionBytes, step),
                                    Encoders.row(schema(types)));
            add(values, "#c" + number, types.size());
        }

        private JoinReport.ViewReport counted(JoinedView of, EventRows events) {
            Row counts = events.rows().agg(count(lit(1)), count_if(not(events.isEvent()))).head();
            return new JoinReport.ViewReport(of.name(), counts.getLong(0), counts.getLong(1));
        }

        /// Values with `row` and a column `f<i>` for each feature.
        private Dataset<Row> values(EventRows events, Dataset<Row> keyed, List<Feature> features) {
            FeatureView view = events.view();
            // Errors in it are reported here, and not by an executor.
            EntityStateFactory.of(view, definitions);
            Dataset<Row> ofSpine = events.rows();
            if (spine.extent().rowCount() <= KEYS_SENT_MAX) {
                String[] keys = new String[events.keys().size()];
                Arrays.setAll(keys, i -> "k" + i);
                ofSpine =
                        ofSpine.join(
                                broadcast(keyed.select(events.keyColumns()).distinct()),
                                keys,
                                "left_semi");
            }
            Dataset<Row> timeline =
                    events.timeline(events.distinct(ofSpine).where(bounds(view)), keyed);
            List<Column> order = new ArrayList<>(List.of(events.keyColumns()));
            // Rows without a key belong to no entity, and need no common partition.
            Column apart = when(isOfNobody(events), col("row"));
            order.add(apart);
            Dataset<Row> partitioned = timeline.repartition(order.toArray(Column[]::new));
            order.remove(apart);
            order.add(col("ts"));
            order.add(col("row"));
            int[] places = features.stream().mapToInt(view.features()::indexOf).toArray();
            return partitioned
                    .sortWithinPartitions(order.toArray(Column[]::new))
                    .mapPartitions(
                            new PointInTimeAggregateFunction(
                                    definitionBytes,
                                    view.reference(),
                                    events.keys().size(),
                                    places),
                            Encoders.row(schema(features.stream().map(Feature::type).toList())));
        }

        private static Column isOfNobody(EventRows events) {
            Column is = lit(false);
            for (Column key : events.keyColumns()) {
                is = is.or(key.isNull());
            }
            return is;
        }

        /// Excludes events outside the windows of all spine rows.
        private Column bounds(FeatureView view) {
            Column bounds = greatest(col("t"), col("c")).leq(lit(spine.extent().lastMicros()));
            OptionalLong reach = LookbackHorizon.micros(view);
            return reach.isEmpty()
                    ? bounds
                    : bounds.and(
                            col("t").geq(lit(spine.extent().firstMicros() - reach.getAsLong())));
        }
    }

    private static StructType schema(List<FeatureType> types) {
        var schema = new StructType().add("row", DataTypes.LongType, false);
        for (int i = 0; i < types.size(); i++) {
            schema = schema.add("f" + i, SparkTypes.carried(types.get(i)), true);
        }
        return schema;
    }

    private static Column output(Feature feature, Column value) {
        Column written = Columns.written(value, feature.type());
        return feature.fallback()
                .map(fallback -> coalesce(written, literal(feature.type(), fallback)))
                .orElse(written);
    }

    private static Column literal(FeatureType type, Object value) {
        if (value instanceof List<?> list) {
            Column[] elements =
                    list.stream()
                            .map(element -> literal(FeatureType.of(type.element()), element))
                            .toArray(Column[]::new);
            return functions.array(elements).cast(SparkTypes.of(type));
        }
        return type.element() == ValueType.TIMESTAMP
                ? functions.timestamp_micros(lit(value))
                : lit(value).cast(SparkTypes.of(type));
    }
}
