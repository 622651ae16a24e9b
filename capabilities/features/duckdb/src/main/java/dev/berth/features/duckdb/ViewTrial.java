package dev.berth.features.duckdb;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import dev.berth.features.event.Event;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import dev.berth.tables.DeclaredColumns;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.Session;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Trial run of a view before it is published: compiles its expressions and SQL, compares columns
/// and types with the declaration, and computes the view from sample events.
///
/// It runs over no events first, which reads nothing, then over the first [#EVENTS] events of the
/// source, from which states are made as in serving. Errors that only other events cause, such as a
/// text that is no number, are not found. Thread-safe; blocks.
public final class ViewTrial {
    /// Enough to find values in every kind of column, and read in an instant.
    private static final int EVENTS = 1000;

    /// Separator of the expectation in a message, which an error has separately.
    private static final String EXPECTED = " (expected: ";

    private final Database database;
    private final FeatureDefinitions definitions;
    private final SourcePathResolver place;

    /// @param database in which each trial opens its own session
    public ViewTrial(Database database, FeatureDefinitions definitions, SourcePathResolver place) {
        this.database = database;
        this.definitions = definitions;
        this.place = place;
    }

    /// Result of a trial.
    ///
    /// @param errors in the view or the declaration of its source
    /// @param unread why no events could be read, which may work on another machine; empty if they
    ///   were read, or the source is a stream without a batch source
    public record Result(List<ValidationError> errors, Optional<ValidationError> unread) {
        public Result {
            errors = List.copyOf(errors);
        }
    }

    /// Tries a view over no events, without reading its source.
    public List<ValidationError> compile(FeatureView view) {
        List<ValidationError> uncompilable = EntityStateFactory.errors(view, definitions);
        if (!uncompilable.isEmpty()) {
            return uncompilable;
        }
        try (Session session = database.connect()) {
            fold(session, view, DeclaredColumns.selectNone(definitions.sourceOf(view)));
            return List.of();
        } catch (ProblemException failure) {
            return List.of(error(view.location(), failure));
        }
    }

    /// Tries a view over no events, then over a sample.
    public Result run(FeatureView view) {
        List<ValidationError> uncompiled = compile(view);
        EventSource source = definitions.sourceOf(view);
        if (!uncompiled.isEmpty() || !Freshness.hasHistory(view, definitions)) {
            return new Result(uncompiled, Optional.empty());
        }
        String events;
        try (Session session = database.connect()) {
            try {
                events = SourceRelation.sample(session, source, place, EVENTS);
            } catch (ProblemException failure) {
                return failed(source.location(), failure);
            }
            fold(session, view, events);
            return new Result(List.of(), Optional.empty());
        } catch (ProblemException failure) {
            return failed(view.location(), failure);
        }
    }

    private void fold(Session session, FeatureView view, String events) {
        var statements = new CancellableStatements(session);
        ViewRelation relation = ViewRelation.of(session, view, definitions, events);
        var fold = new Fold(EntityStateFactory.of(view, definitions));
        String what = "trying view " + view.reference();
        DuckDbOfflineStore.show(statements, relation, DuckDbOfflineStore.all(relation), what, fold);
        fold.read();
    }

    private static Result failed(SourceLocation location, ProblemException failure) {
        return failure.problem().code() == ProblemCode.SOURCE_UNAVAILABLE
                ? new Result(List.of(), Optional.of(error(location, failure)))
                : new Result(List.of(error(location, failure)), Optional.empty());
    }

    private static ValidationError error(SourceLocation location, ProblemException failure) {
        Problem problem = failure.problem();
        return switch (problem.code()) {
            case FEATURE_DEFINITION_INVALID, SOURCE_SCHEMA_MISMATCH, SOURCE_UNAVAILABLE -> {
                String message = problem.message();
                int at = message.endsWith(")") ? message.lastIndexOf(EXPECTED) : -1;
                yield new ValidationError(
                        location,
                        "",
                        at < 0 ? message : message.substring(0, at),
                        at < 0
                                ? "a view that can be computed of its source as it is"
                                : message.substring(at + EXPECTED.length(), message.length() - 1),
                        problem.remedy());
            }
            default -> throw failure;
        };
    }

    /// Builds the states of entities and reads their final values.
    private static final class Fold implements OfflineStore.Visitor {
        private final EntityStateFactory states;
        private final @Nullable Object[] values;
        private EntityState state;
        private List<Object> entity = List.of();
        private long untilMicros = Long.MIN_VALUE;

        Fold(EntityStateFactory states) {
            this.states = states;
            this.values = new Object[states.view().features().size()];
            this.state = states.empty();
        }

        @Override
        public void event(List<Object> key, Event event) {
            if (!key.equals(entity)) {
                read();
                entity = key;
                state = states.empty();
                untilMicros = Long.MIN_VALUE;
            }
            state.add(event);
            untilMicros = Math.max(untilMicros, event.visibleMicros());
        }

        void read() {
            if (!entity.isEmpty()) {
                var _ = state.read(untilMicros, values);
            }
        }
    }
}
