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

/// Plan for reading a list of features: rows to read and features to compute from them.
///
/// @param reads stored views, each with the fields that identify its entities
/// @param computations on-demand views, computed after the reads
/// @param outputs the position of each feature, in the requested order
record QueryPlan(List<Read> reads, List<Computation> computations, List<Output> outputs) {

    QueryPlan {
        reads = List.copyOf(reads);
        computations = List.copyOf(computations);
        outputs = List.copyOf(outputs);
    }

    /// Read of a stored view.
    ///
    /// @param fields request fields with the keys, in the order of the view's entities
    /// @param wanted indexes of the features that an output or a computation needs
    record Read(StoredViewReader view, List<String> fields, BitSet wanted) {
        Read {
            fields = List.copyOf(fields);
        }
    }

    /// Computation of an on-demand view.
    ///
    /// @param reads index of the read by each name in its expressions
    record Computation(CompiledOnDemandView view, Map<String, Integer> reads) {
        Computation {
            reads = Map.copyOf(reads);
        }
    }

    /// Position of a feature in a read or a computation.
    sealed interface Output {

        /// Feature of a stored row.
        record Stored(int read, int feature) implements Output {}

        /// Computed feature.
        record Computed(int computation, int feature) implements Output {}
    }

    /// The request fields that it reads, with their types.
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
        var plan = new Builder(definitions, stored, computed);
        List<Output> outputs = new ArrayList<>();
        features.forEach(feature -> outputs.add(plan.output(feature)));
        List<Computation> computations = plan.computations();
        return new QueryPlan(List.copyOf(plan.reads.values()), computations, outputs);
    }

    /// Builder of a plan. Not thread-safe.
    private static final class Builder {
        private final FeatureDefinitions definitions;
        private final Function<ViewReference, StoredViewReader> stored;
        private final Function<ViewReference, CompiledOnDemandView> computed;
        private final Map<FeatureUse, Read> reads = new LinkedHashMap<>();
        private final Map<FeatureUse, Integer> readIndexes = new LinkedHashMap<>();

        /// Requested features of each computed view.
        private final Map<ViewReference, List<Integer>> wanted = new LinkedHashMap<>();

        Builder(
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

        /// Adds the inputs of a computation from a view that it reads by a name.
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

        /// Creates the computations once all features are known, with only the inputs that they
        /// need.
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
