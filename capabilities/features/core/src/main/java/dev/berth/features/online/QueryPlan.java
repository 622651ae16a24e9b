package dev.berth.features.online;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ondemand.CompiledOnDemandView;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// How a list of features is read: which rows of which views, and what is computed of them.
///
/// @param reads views, each with the fields that name its entities
/// @param computations views that are computed, after the reads
/// @param outputs where each feature is then, in the order in which they are wanted
record QueryPlan(List<Read> reads, List<Computation> computations, List<Output> outputs) {

    QueryPlan {
        reads = List.copyOf(reads);
        computations = List.copyOf(computations);
        outputs = List.copyOf(outputs);
    }

    /// A view that is read.
    ///
    /// @param fields those of the query that hold the keys, in the order of the view's entities
    /// @param wanted the features that an output or a computation needs, by their indexes
    record Read(StoredViewReader view, List<String> fields, BitSet wanted) {
        Read {
            fields = List.copyOf(fields);
        }
    }

    /// A view that is computed.
    ///
    /// @param reads the index of the read behind each name that its expressions read by
    record Computation(CompiledOnDemandView view, Map<String, Integer> reads) {
        Computation {
            reads = Map.copyOf(reads);
        }
    }

    /// Where a feature is: of a read, or of a computation.
    sealed interface Output {

        /// One of a row.
        record Stored(int read, int feature) implements Output {}

        /// One that was computed.
        record Computed(int computation, int feature) implements Output {}
    }

    /// The fields that it reads of a row, with their types.
    Map<String, FeatureType> fields() {
        Map<String, FeatureType> fields = new LinkedHashMap<>();
        for (Read read : reads) {
            List<Entity> entities = read.view().keys().entities();
            for (int i = 0; i < entities.size(); i++) {
                fields.put(read.fields().get(i), FeatureType.of(entities.get(i).type()));
            }
        }
        for (Computation computation : computations) {
            OnDemandView view = computation.view().view();
            for (String field : computation.view().requestFields()) {
                FeatureType type = view.inputs().get(field);
                if (type != null) {
                    fields.putIfAbsent(field, type);
                }
            }
        }
        return fields;
    }

    /// The views that are read or computed.
    List<ViewReference> views() {
        return Stream.concat(
                        reads.stream().map(read -> read.view().view().reference()),
                        computations.stream()
                                .map(computation -> computation.view().view().reference()))
                .distinct()
                .toList();
    }

    /// The types of its features, in their order.
    List<FeatureType> types() {
        List<FeatureType> types = new ArrayList<>();
        for (Output output : outputs) {
            types.add(
                    switch (output) {
                        case Output.Stored(int read, int feature) ->
                                reads.get(read).view().view().features().get(feature).type();
                        case Output.Computed(int computation, int feature) ->
                                computations
                                        .get(computation)
                                        .view()
                                        .view()
                                        .features()
                                        .get(feature)
                                        .type();
                    });
        }
        return types;
    }

    /// @throws ProblemException `feature-not-found` if one of the features is not defined
    static QueryPlan of(
            List<FeatureSelection> features,
            FeatureDefinitions definitions,
            Function<ViewReference, StoredViewReader> stored,
            Function<ViewReference, CompiledOnDemandView> computed) {
        var plan = new Drawing(definitions, stored, computed);
        List<Output> outputs = new ArrayList<>();
        features.forEach(feature -> outputs.add(plan.output(feature)));
        List<Computation> computations = plan.computations();
        return new QueryPlan(List.copyOf(plan.reads.values()), computations, outputs);
    }

    /// A plan that is being made. For one thread.
    private static final class Drawing {
        private final FeatureDefinitions definitions;
        private final Function<ViewReference, StoredViewReader> stored;
        private final Function<ViewReference, CompiledOnDemandView> computed;
        private final Map<FeatureUse, Read> reads = new LinkedHashMap<>();
        private final Map<FeatureUse, Integer> readIndexes = new LinkedHashMap<>();

        /// Which features of each view that is computed.
        private final Map<ViewReference, List<Integer>> wanted = new LinkedHashMap<>();

        Drawing(
                FeatureDefinitions definitions,
                Function<ViewReference, StoredViewReader> stored,
                Function<ViewReference, CompiledOnDemandView> computed) {
            this.definitions = definitions;
            this.stored = stored;
            this.computed = computed;
        }

        Output output(FeatureSelection selection) {
            FeatureReference feature = selection.feature();
            var view = definitions.findView(feature.view());
            if (view.isPresent()) {
                List<Feature> features = view.get().features();
                for (int i = 0; i < features.size(); i++) {
                    if (features.get(i).name().equals(feature.feature())) {
                        int read = read(selection.use());
                        want(selection.use(), i);
                        return new Output.Stored(read, i);
                    }
                }
                throw unknown(feature, names(features.stream().map(Feature::name).toList()));
            }
            Optional<OnDemandView> onDemand = definitions.findOnDemand(feature.view());
            if (onDemand.isEmpty()) {
                List<String> known = new ArrayList<>();
                definitions.views().keySet().forEach(each -> known.add(each.toString()));
                definitions.onDemand().keySet().forEach(each -> known.add(each.toString()));
                throw unknown(feature, known);
            }
            List<OnDemandView.Computed> features = onDemand.get().features();
            for (int i = 0; i < features.size(); i++) {
                if (features.get(i).name().equals(feature.feature())) {
                    return computed(feature.view(), i);
                }
            }
            throw unknown(
                    feature, names(features.stream().map(OnDemandView.Computed::name).toList()));
        }

        private static List<String> names(List<?> names) {
            return names.stream().map(String::valueOf).toList();
        }

        private int read(FeatureUse use) {
            return readIndexes.computeIfAbsent(
                    use,
                    fresh -> {
                        StoredViewReader view = stored.apply(use.view());
                        List<String> fields = new ArrayList<>();
                        for (Entity entity : view.keys().entities()) {
                            fields.add(use.field(entity.key()));
                        }
                        reads.put(use, new Read(view, fields, new BitSet()));
                        return reads.size() - 1;
                    });
        }

        private void want(FeatureUse use, int feature) {
            Objects.requireNonNull(reads.get(use)).wanted().set(feature);
        }

        /// What a computation reads of a view that it calls by a name.
        private void want(FeatureUse use, CompiledOnDemandView by, String name) {
            List<Feature> features = definitions.view(use.view()).features();
            for (int i = 0; i < features.size(); i++) {
                if (by.inputs().contains(name + "." + features.get(i).name())) {
                    want(use, i);
                }
            }
        }

        private Output computed(ViewReference view, int feature) {
            List<Integer> features = wanted.computeIfAbsent(view, first -> new ArrayList<>());
            if (!features.contains(feature)) {
                features.add(feature);
            }
            return new Output.Computed(
                    List.copyOf(wanted.keySet()).indexOf(view), features.indexOf(feature));
        }

        /// What is computed, when all features are known: only what they need is read.
        List<Computation> computations() {
            List<Computation> computations = new ArrayList<>();
            wanted.forEach(
                    (reference, features) -> {
                        CompiledOnDemandView view = computed.apply(reference).only(features);
                        Map<String, Integer> behind = new LinkedHashMap<>();
                        view.view()
                                .reads()
                                .forEach(
                                        (name, use) -> {
                                            if (view.reads(name)) {
                                                behind.put(name, read(use));
                                                want(use, view, name);
                                            }
                                        });
                        computations.add(new Computation(view, behind));
                    });
            return computations;
        }

        private static ProblemException unknown(FeatureReference feature, List<String> known) {
            return new ProblemException(
                    ProblemCode.FEATURE_NOT_FOUND,
                    "feature '"
                            + feature
                            + "' (expected: one of "
                            + SanitizedText.of(String.join(", ", known))
                            + NearestName.hint(feature.view().toString(), known)
                            + NearestName.hint(feature.feature().value(), known)
                            + ")",
                    "name a feature that `berth features list` shows");
        }
    }
}
