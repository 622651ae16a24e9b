package dev.berth.features.history;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ondemand.CompiledOnDemandView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Execution plan of a join. First the stored views are joined, then the on-demand views are
/// computed from columns of the spine and joined features.
///
/// @param stored the views to join: the requested ones in their order, extended by the inputs of
///   on-demand views, then those that only these read
/// @param computed the on-demand views
/// @param outputs the origin of each output column, in the requested order
public record JoinPlan(List<JoinedView> stored, List<Computed> computed, List<Output> outputs) {
    public JoinPlan {
        stored = List.copyOf(stored);
        computed = List.copyOf(computed);
        outputs = List.copyOf(outputs);
    }

    /// On-demand view of a join.
    ///
    /// @param view restricted to the requested features
    /// @param fields the spine column of each request field that it reads, by its name in
    ///   expressions: `request.<field>`
    /// @param reads the position of each stored feature that it reads, by its name in expressions
    public record Computed(
            CompiledOnDemandView view,
            Map<String, Input> fields,
            Map<String, StoredFeature> reads) {
        public Computed {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            reads = Collections.unmodifiableMap(new LinkedHashMap<>(reads));
        }
    }

    /// Spine column that provides a request field.
    public record Input(String column, FeatureType type) {}

    /// Feature of a joined view.
    ///
    /// @param join index into [JoinPlan#stored]
    /// @param feature index of the feature in it
    public record StoredFeature(int join, int feature) {}

    /// Column of the output.
    public sealed interface Output {
        /// The name of the column.
        String column();

        FeatureType type();

        /// Joined feature.
        ///
        /// @param definition the feature with its default
        record Stored(String column, Feature definition, StoredFeature from) implements Output {
            @Override
            public FeatureType type() {
                return definition.type();
            }
        }

        /// Computed feature with its default.
        ///
        /// @param computation index into [JoinPlan#computed]
        /// @param feature index of the feature in it
        record Computed(String column, FeatureType type, int computation, int feature)
                implements Output {}
    }

    /// Creates the plan of a join.
    ///
    /// @throws ProblemException `feature-not-found` if a view or a feature is not defined
    public static JoinPlan of(List<JoinedView> views, FeatureDefinitions definitions) {
        var drawing = new Builder(definitions);
        views.forEach(drawing::add);
        return drawing.finish();
    }

    /// Builder of a plan. Not thread-safe.
    private static final class Builder {
        private final FeatureDefinitions definitions;
        private final List<JoinedView> stored = new ArrayList<>();
        private final List<JoinedView> onDemand = new ArrayList<>();
        private final List<Output> outputs = new ArrayList<>();

        Builder(FeatureDefinitions definitions) {
            this.definitions = definitions;
        }

        void add(JoinedView joined) {
            Optional<OnDemandView> computed = definitions.findOnDemand(joined.use().view());
            if (computed.isEmpty()) {
                addStored(joined);
                return;
            }
            List<OnDemandView.Computed> features = requireFeatures(computed.get(), joined);
            for (int i = 0; i < features.size(); i++) {
                outputs.add(
                        new Output.Computed(
                                joined.column(features.get(i).name()),
                                features.get(i).type(),
                                onDemand.size(),
                                i));
            }
            onDemand.add(joined);
        }

        private void addStored(JoinedView joined) {
            FeatureView view = joined.requireView(definitions);
            List<Feature> features = joined.requireFeatures(view);
            for (int i = 0; i < features.size(); i++) {
                outputs.add(
                        new Output.Stored(
                                joined.column(features.get(i).name()),
                                features.get(i),
                                new StoredFeature(stored.size(), i)));
            }
            FeatureUse use = resolved(joined.use().view(), joined.use()::field);
            stored.add(new JoinedView(joined.name(), use, joined.features()));
        }

        /// A use that holds only the columns of its keys, so that equal uses compare equal.
        private FeatureUse resolved(ViewReference view, UnaryOperator<String> column) {
            Map<String, String> fields = new LinkedHashMap<>();
            for (EntityName entity : definitions.view(view).keys().keySet()) {
                String key = definitions.entity(entity).key();
                fields.put(key, column.apply(key));
            }
            return new FeatureUse(view, fields);
        }

        private static List<OnDemandView.Computed> requireFeatures(
                OnDemandView view, JoinedView joined) {
            List<OnDemandView.Computed> features = new ArrayList<>();
            for (FeatureName name : joined.features()) {
                features.add(
                        view.features().stream()
                                .filter(feature -> feature.name().equals(name))
                                .findFirst()
                                .orElseThrow(
                                        () ->
                                                new ProblemException(
                                                        ProblemCode.FEATURE_NOT_FOUND,
                                                        "no feature "
                                                                + new FeatureReference(
                                                                        view.reference(), name)
                                                                + " is defined",
                                                        "name one of the view's features")));
            }
            return features;
        }

        JoinPlan finish() {
            List<Computed> computed = onDemand.stream().map(this::computed).toList();
            return new JoinPlan(stored, computed, outputs);
        }

        private Computed computed(JoinedView joined) {
            OnDemandView view =
                    definitions
                            .findOnDemand(joined.use().view())
                            .orElseThrow(() -> new IllegalStateException("found before"));
            List<Integer> wanted =
                    requireFeatures(view, joined).stream().map(view.features()::indexOf).toList();
            // Every row is computed once, so a cache would never hit.
            CompiledOnDemandView compiled =
                    CompiledOnDemandView.of(view.uncached(), definitions).only(wanted);
            Map<String, Input> fields = new LinkedHashMap<>();
            Map<String, StoredFeature> reads = new LinkedHashMap<>();
            for (String input : compiled.inputs()) {
                int dot = input.indexOf('.');
                String inner = input.substring(dot + 1);
                FeatureUse read = view.reads().get(input.substring(0, dot));
                if (read == null) {
                    FeatureType type = view.inputs().get(inner);
                    if (type != null) {
                        fields.put(input, new Input(joined.use().field(inner), type));
                    }
                } else {
                    FeatureUse use =
                            resolved(read.view(), key -> joined.use().field(read.field(key)));
                    reads.put(input, read(use, new FeatureName(inner)));
                }
            }
            return new Computed(compiled, fields, reads);
        }

        /// The position of a feature that is read; a view read several times is joined once.
        private StoredFeature read(FeatureUse use, FeatureName feature) {
            int join = 0;
            while (join < stored.size() && !stored.get(join).use().equals(use)) {
                join++;
            }
            JoinedView joined =
                    join < stored.size() ? stored.get(join) : JoinedView.of(use, List.of());
            List<FeatureName> features = new ArrayList<>(joined.features());
            if (!features.contains(feature)) {
                features.add(feature);
            }
            var whole = new JoinedView(joined.name(), use, features);
            if (join < stored.size()) {
                stored.set(join, whole);
            } else {
                stored.add(whole);
            }
            return new StoredFeature(join, features.indexOf(feature));
        }
    }
}
