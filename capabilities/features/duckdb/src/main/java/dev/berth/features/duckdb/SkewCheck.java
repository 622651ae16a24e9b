package dev.berth.features.duckdb;

import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.features.materialize.LateEvents;
import dev.berth.features.skew.ComputedSkews;
import dev.berth.features.skew.ServedRowSource;
import dev.berth.features.skew.ServedView;
import dev.berth.features.skew.ViewSkew;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.FileSchemaReader;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Check of logged served values against values recomputed from history.
///
/// The served rows are the spine of a join. Not thread-safe.
public final class SkewCheck {
    private final Database database;
    private final FeatureDefinitions definitions;
    private final SourcePathResolver place;
    private final Function<FeatureView, LateEvents> late;

    /// @param late late events of views materialized from files or tables: responses without them
    ///   are behind
    public SkewCheck(
            Database database,
            FeatureDefinitions definitions,
            SourcePathResolver place,
            Function<FeatureView, LateEvents> late) {
        this.database = database;
        this.definitions = definitions;
        this.place = place;
        this.late = late;
    }

    /// Returns the skew of each served stored view by name. Skips views that are undefined or on
    /// demand. Blocks; spills to files beyond memory.
    ///
    /// @throws dev.berth.core.ProblemException `source-unavailable` or `source-schema-mismatch` if
    ///   sources cannot be read, `cancelled` if the thread was interrupted
    public List<ViewSkew> run(ServedRowSource served) {
        String prefix = "skew " + UUID.randomUUID() + " ";
        Map<ViewReference, ServedTable> tables = new TreeMap<>();
        try (Session session = database.connect();
                Session writing = database.connect()) {
            try {
                var statements = new CancellableStatements(session);
                var computed = new ComputedSkews(definitions);
                served.visit(
                        row -> {
                            statements.checkCancelled("reading what was served");
                            computed.add(row);
                            for (ServedView view : row.views()) {
                                table(view, tables, prefix)
                                        .ifPresent(table -> table.add(row.atMicros(), view));
                            }
                        });
                List<ViewSkew> skews = new ArrayList<>(computed.skews());
                for (ServedTable table : tables.values()) {
                    table.finish();
                    String own = prefix + table.view().reference() + " ";
                    skews.add(new View(statements, writing, table, own).compare());
                }
                skews.sort(Comparator.comparing(ViewSkew::view));
                return skews;
            } catch (QueryFailure failure) {
                throw DuckDbErrorMapper.of("keeping what was served", failure);
            } finally {
                tables.values().forEach(ServedTable::close);
                new FileSchemaReader(writing)
                        .tables(prefix)
                        .forEach(name -> writing.execute("DROP TABLE " + Sql.identifier(name)));
            }
        }
    }

    private Optional<ServedTable> table(
            ServedView served, Map<ViewReference, ServedTable> tables, String prefix) {
        ServedTable known = tables.get(served.view());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<ServedTable> created =
                definitions
                        .findView(served.view())
                        .map(
                                view ->
                                        ServedTable.create(
                                                database.connect(),
                                                view,
                                                definitions,
                                                prefix + view.reference() + " served"));
        created.ifPresent(table -> tables.put(served.view(), table));
        return created;
    }

    /// Comparison of one view.
    private final class View {
        private final CancellableStatements statements;
        private final Session writing;
        private final ServedTable served;
        private final FeatureView view;
        private final String prefix;
        private final String what;

        View(CancellableStatements statements, Session writing, ServedTable served, String prefix) {
            this.statements = statements;
            this.writing = writing;
            this.served = served;
            this.view = served.view();
            this.prefix = prefix;
            this.what = "recomputing " + view.reference();
        }

        ViewSkew compare() {
            ViewRelation relation = ViewRelation.of(statements.session(), view, definitions, place);
            String keyed = Sql.identifier(prefix + "keyed");
            statements.execute(
                    what,
                    "CREATE TABLE "
                            + keyed
                            + " AS SELECT row, ts, "
                            + relation.keyList()
                            + " FROM "
                            + served.table());
            List<Feature> features = view.features();
            String values =
                    view.isWindowed()
                            ? new WindowAggregateJoin(
                                            statements,
                                            writing,
                                            relation,
                                            definitions,
                                            keyed,
                                            prefix)
                                    .join(features)
                            : new LatestValueJoin(statements, relation, keyed, prefix)
                                    .join(features);
            // Those of the join are within the time to live; these have any age.
            var latest =
                    new LatestEventTimeQuery(statements, relation, what, keyed, prefix + "all ");
            long _ = latest.findWithSeen();
            String missed =
                    new MissedEvents(statements, relation, what).find(late.apply(view), keyed);
            statements.checkCancelled(what);
            String sql = sql(values, latest.table(), missed);
            try (ResultCursor rows = statements.session().query(sql)) {
                var tally = new SkewComparator(served, rows);
                while (rows.next()) {
                    statements.checkCancelled(what);
                    tally.add(rows);
                }
                return tally.skew();
            } catch (QueryFailure failure) {
                throw DuckDbErrorMapper.of(what, failure);
            }
        }

        private String sql(String values, String latest, String missed) {
            return "SELECT s.ts, s.latest, s.until, l.found, l.seen, m.missed, "
                    + IntStream.range(0, served.entities().size())
                            .mapToObj(i -> "s.k" + i)
                            .collect(Collectors.joining(", "))
                    + IntStream.range(0, view.features().size())
                            .mapToObj(i -> ", s.p" + i + ", s.s" + i + ", v.f" + i)
                            .collect(Collectors.joining())
                    + " FROM "
                    + served.table()
                    + " s LEFT JOIN "
                    + values
                    + " v ON v.row = s.row LEFT JOIN "
                    + latest
                    + " l ON l.row = s.row LEFT JOIN "
                    + missed
                    + " m ON m.row = s.row ORDER BY s.row";
        }
    }
}
