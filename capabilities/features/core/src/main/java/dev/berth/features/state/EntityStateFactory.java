package dev.berth.features.state;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.system.ValidationError;
import java.util.List;
import java.util.Map;

/// Factory of the entity states of one view. Immutable, thread-safe.
public final class EntityStateFactory {
    private final FeatureView view;
    private final Map<String, FeatureType> columns;
    private final StateForm form;

    private EntityStateFactory(FeatureView view, Map<String, FeatureType> columns, StateForm form) {
        this.view = view;
        this.columns = columns;
        this.form = form;
    }

    /// Creates the factory of a defined view.
    ///
    /// @throws dev.berth.core.ProblemException `feature-definition-invalid` if an expression of it
    ///   cannot be compiled
    public static EntityStateFactory of(FeatureView view, FeatureDefinitions definitions) {
        Map<String, FeatureType> columns = definitions.columnsOf(view);
        return new EntityStateFactory(
                view,
                columns,
                view.isWindowed()
                        ? TiledWindowStateFactory.of(view, columns)
                        : LatestRowStateFactory.of(view, columns));
    }

    /// Creates a factory of states that are not stored and hold some of the features; the others
    /// are missing.
    ///
    /// @throws dev.berth.core.ProblemException as [#of(FeatureView, FeatureDefinitions)]
    public static EntityStateFactory of(
            FeatureView view, FeatureDefinitions definitions, List<Feature> features) {
        Map<String, FeatureType> columns = definitions.columnsOf(view);
        return new EntityStateFactory(
                view,
                columns,
                view.isWindowed()
                        ? TiledWindowStateFactory.of(view, columns, features)
                        : LatestRowStateFactory.of(view, columns));
    }

    /// The expressions of a view that cannot be compiled, each with its line.
    public static List<ValidationError> errors(FeatureView view, FeatureDefinitions definitions) {
        return view.isWindowed()
                ? TiledWindowStateFactory.errors(view, definitions.columnsOf(view))
                : List.of();
    }

    public FeatureView view() {
        return view;
    }

    /// The columns of events in their order.
    public List<String> columns() {
        return List.copyOf(columns.keySet());
    }

    /// The types of the events' columns by name, in their order.
    public Map<String, FeatureType> columnTypes() {
        return columns;
    }

    /// The state of an unknown entity.
    public EntityState empty() {
        return form.empty();
    }

    /// Reads what [EntityState#write] wrote.
    ///
    /// @throws IllegalArgumentException if the bytes are of something else
    public EntityState read(ByteReader in) {
        return form.read(in);
    }

    /// Factory of states for one kind of view.
    interface StateForm {
        EntityState empty();

        EntityState read(ByteReader in);
    }
}
