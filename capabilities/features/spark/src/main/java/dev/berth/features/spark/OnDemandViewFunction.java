package dev.berth.features.spark;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.history.JoinPlan;
import dev.berth.features.ondemand.CompiledOnDemandView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/// Computation of an on-demand view for spine rows, by the code that serves it online. Input rows
/// have `row` and the view's inputs; output rows have `row` and a value for each feature, with its
/// default.
final class OnDemandViewFunction implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final SerializedDefinitions definitions;
    private final String view;
    private final ArrayList<String> features = new ArrayList<>();
    private final ArrayList<String> names = new ArrayList<>();

    /// Inputs are in the order of the step, request fields first.
    OnDemandViewFunction(SerializedDefinitions definitions, JoinPlan.Computed step) {
        this.definitions = definitions;
        OnDemandView of = step.view().view();
        this.view = of.reference().toString();
        of.features().forEach(feature -> features.add(feature.name().value()));
        names.addAll(step.fields().keySet());
        names.addAll(step.reads().keySet());
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        CompiledOnDemandView computed = computed();
        List<OnDemandView.Computed> wanted = computed.view().features();
        Map<String, Integer> places = new HashMap<>();
        names.forEach(name -> places.put(name, places.size() + 1));
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                Row row = rows.next();
                List<@Nullable Object> values =
                        computed.compute(name -> value(row, places.getOrDefault(name, 0)));
                @Nullable Object[] made = new @Nullable Object[values.size() + 1];
                made[0] = row.getLong(0);
                for (int i = 0; i < values.size(); i++) {
                    Object value = values.get(i);
                    made[i + 1] =
                            PointInTimeAggregateFunction.external(
                                    wanted.get(i).type(),
                                    value == null ? wanted.get(i).fallback().orElse(null) : value);
                }
                return RowFactory.create(made);
            }
        };
    }

    private CompiledOnDemandView computed() {
        FeatureDefinitions sent = definitions.read();
        FeatureDefinitions read = sent.hasFunctions() ? sent.with(ClusterFunctions.find()) : sent;
        OnDemandView of =
                read.findOnDemand(ViewReference.parse(view))
                        .orElseThrow(() -> new IllegalStateException("no " + view));
        List<FeatureName> known = of.features().stream().map(OnDemandView.Computed::name).toList();
        return CompiledOnDemandView.of(of.uncached(), read)
                .only(features.stream().map(name -> known.indexOf(new FeatureName(name))).toList());
    }

    private static @Nullable Object value(Row row, int column) {
        return switch (row.get(column)) {
            case null -> null;
            case scala.collection.Seq<?> _ -> new ArrayList<@Nullable Object>(row.getList(column));
            case scala.collection.Map<?, ?> _ ->
                    new TreeMap<String, @Nullable Object>(row.getJavaMap(column));
            case Object value -> value;
        };
    }
}
