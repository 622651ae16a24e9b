package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.LookbackHorizon;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Point-in-time join of windowed aggregates, which replays each entity's events.
///
/// The engine sorts events and spine rows by visibility per entity. Events are added to the
/// entity's state, which is read at each spine row by the same code as online rows; results are
/// appended to a table. Only the state of one entity is in memory.
final class WindowAggregateJoin {
    private static final FeatureType NUMBER = FeatureType.of(ValueType.INT64);

    private final CancellableStatements statements;
    private final Session writing;
    private final ViewRelation relation;
    private final FeatureDefinitions definitions;
    private final FeatureView view;
    private final String keyed;
    private final String prefix;
    private final String what;

    /// @param writing second session, since one cannot write while it reads
    WindowAggregateJoin(
            CancellableStatements statements,
            Session writing,
            ViewRelation relation,
            FeatureDefinitions definitions,
            String keyed,
            String prefix) {
        this.statements = statements;
        this.writing = writing;
        this.relation = relation;
        this.view = relation.view();
        this.definitions = definitions;
        this.keyed = keyed;
        this.prefix = prefix;
        this.what = "joining " + view.reference();
    }

    /// Creates a table of `row` and a column `f<i>` for each feature; returns its name.
    String join(List<Feature> features) {
        String table = Sql.identifier(prefix + "values");
        List<FeatureType> types = new ArrayList<>(List.of(NUMBER));
        features.forEach(feature -> types.add(feature.type()));
        statements.execute(
                what,
                "CREATE TABLE "
                        + table
                        + " (row BIGINT"
                        + IntStream.range(0, features.size())
                                .mapToObj(i -> ", f" + i + " " + Sql.type(features.get(i).type()))
                                .collect(Collectors.joining())
                        + ")");
        statements.checkCancelled(what);
        try (ResultCursor rows = statements.session().query(sql());
                TableWriter writer = writing.append(prefix + "values", types)) {
            new Fold(rows, writer, features).run(rows);
            writer.finish();
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(what, failure);
        }
        return table;
    }

    /// Keys, visibility, the spine row or -1 for an event, its times and columns.
    private String sql() {
        String keys = relation.keyList();
        String columns =
                IntStream.range(0, relation.columns().size())
                        .mapToObj(i -> ", v" + i)
                        .collect(Collectors.joining());
        String missing =
                IntStream.range(0, relation.columns().size())
                        .mapToObj(i -> ", NULL")
                        .collect(Collectors.joining());
        String ofSpine =
                "(FROM "
                        + relation.sql()
                        + " SEMI JOIN (SELECT DISTINCT "
                        + keys
                        + " FROM "
                        + keyed
                        + ") USING ("
                        + keys
                        + "))";
        return "SELECT "
                + keys
                + ", ts, row, t, c"
                + columns
                + " FROM (SELECT "
                + keys
                + ", greatest(t, c) AS ts, -1::BIGINT AS row, t, c"
                + columns
                + " FROM "
                + relation.distinct(ofSpine)
                + bounds()
                + " UNION ALL SELECT "
                + keys
                + ", ts, row, NULL, NULL"
                + missing
                + " FROM "
                + keyed
                + ") ORDER BY "
                + keys
                + ", ts, row";
    }

    /// Excludes events outside the windows of all spine rows.
    private String bounds() {
        List<Long> limits = statements.numbers(what, "SELECT min(ts), max(ts) FROM " + keyed, 2);
        String bounds = " WHERE greatest(t, c) <= " + limits.get(1);
        OptionalLong reach = LookbackHorizon.micros(view);
        return reach.isEmpty()
                ? bounds
                : bounds + " AND t >= " + (limits.get(0) - reach.getAsLong());
    }

    /// Fold over rows that reads the state at those of the spine.
    private final class Fold {
        private final TableWriter writer;
        private final KeyColumns keys;
        private final VectorReader visible;
        private final VectorReader spineRow;
        private final RowEvent event;
        private final int[] places;
        private final @Nullable Object[] values;
        private final EntityStateFactory states;
        private EntityState state;

        Fold(ResultCursor rows, TableWriter writer, List<Feature> features) {
            this.writer = writer;
            int first = relation.keys().size();
            this.keys = new KeyColumns(rows, relation.keys());
            this.visible = rows.column(first, NUMBER);
            this.spineRow = rows.column(first + 1, NUMBER);
            this.event = new RowEvent(rows, first + 2, true, relation.columns().values());
            this.states = EntityStateFactory.of(view, definitions, features);
            this.state = states.empty();
            this.places = features.stream().mapToInt(view.features()::indexOf).toArray();
            this.values = new @Nullable Object[view.features().size()];
        }

        void run(ResultCursor rows) {
            while (rows.next()) {
                statements.checkCancelled(what);
                keys.bind(rows);
                visible.bind(rows);
                spineRow.bind(rows);
                event.bind(rows);
                for (int row = 0; row < rows.count(); row++) {
                    row(row);
                }
            }
        }

        private void row(int row) {
            if (keys.begins(row)) {
                state = states.empty();
            }
            long of = spineRow.integer(row);
            if (of < 0) {
                state.add(event.at(row));
                return;
            }
            long at = visible.integer(row);
            long latest = state.read(at, values);
            if (isTooOld(latest, at)) {
                Arrays.fill(values, null);
            }
            writer.putLong(0, of);
            for (int i = 0; i < places.length; i++) {
                writer.put(i + 1, values[places[i]]);
            }
            writer.endRow();
        }

        private boolean isTooOld(long latest, long at) {
            return latest != Long.MIN_VALUE
                    && view.timeToLive().isPresent()
                    && at - latest > Durations.micros(view.timeToLive().get());
        }
    }
}
