package dev.berth.catalog.publication;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Columns of its source that a view reads. With SQL, and where events have an id, these are all:
/// the SQL is not inspected here, and of events with one id the columns decide which one counts.
public final class ColumnsRead {
    private ColumnsRead() {}

    /// The source with nothing but these.
    public static EventSource of(FeatureView view, EventSource source) {
        if (areAll(view, source)) {
            return source;
        }
        Set<String> names = names(view, source);
        Map<String, FeatureType> columns = new LinkedHashMap<>(source.columns());
        columns.keySet().retainAll(names);
        return source.with(columns);
    }

    /// The source as a view that was published sees it: the columns of old come first, in their
    /// order, and where it reads all columns, those that the source gained since are left out.
    ///
    /// @param published the source as it was published
    public static EventSource of(FeatureView view, EventSource source, EventSource published) {
        Map<String, FeatureType> read = of(view, source).columns();
        Map<String, FeatureType> columns = new LinkedHashMap<>();
        for (String name : published.columns().keySet()) {
            FeatureType type = read.get(name);
            if (type != null) {
                columns.put(name, type);
            }
        }
        if (!areAll(view, source)) {
            read.forEach(columns::putIfAbsent);
        }
        return source.with(columns);
    }

    private static boolean areAll(FeatureView view, EventSource source) {
        return view.transformation().isPresent() || source.id().isPresent();
    }

    private static Set<String> names(FeatureView view, EventSource source) {
        Set<String> names = new HashSet<>(view.keys().values());
        names.add(source.time());
        source.created().ifPresent(names::add);
        for (Feature feature : view.features()) {
            switch (feature.derivation()) {
                case FeatureComputation.FromColumn(String column) -> names.add(column);
                case FeatureComputation.Aggregation aggregation -> {
                    aggregation.of().ifPresent(names::add);
                    aggregation.by().ifPresent(names::add);
                    // Every word that is a column: perhaps one too many, never one too few.
                    aggregation.where().ifPresent(where -> names.addAll(words(where.text())));
                }
            }
        }
        return names;
    }

    private static Set<String> words(String text) {
        return new HashSet<>(Arrays.asList(text.split("[^A-Za-z0-9_]+", -1)));
    }
}
