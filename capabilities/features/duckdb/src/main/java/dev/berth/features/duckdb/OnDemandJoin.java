package dev.berth.features.duckdb;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.JoinPlan;
import dev.berth.features.ondemand.CompiledOnDemandView;
import dev.berth.features.ondemand.RequestInputConverter;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Computation of an on-demand view for spine rows, by the code that serves it online.
///
/// The engine provides the input columns and joined features chunk by chunk; results are appended
/// to a table. One row is in memory at a time.
final class OnDemandJoin {
    private static final FeatureType NUMBER = FeatureType.of(ValueType.INT64);

    private final CancellableStatements statements;
    private final Session writing;
    private final SpineTable spine;
    private final JoinPlan.Computed step;
    private final List<JoinedTable> stored;
    private final OnDemandView view;
    private final String what;

    /// @param writing second session, since one cannot write while it reads
    /// @param stored joined stored views
    OnDemandJoin(
            CancellableStatements statements,
            Session writing,
            SpineTable spine,
            JoinPlan.Computed step,
            List<JoinedTable> stored) {
        this.statements = statements;
        this.writing = writing;
        this.spine = spine;
        this.step = step;
        this.stored = List.copyOf(stored);
        this.view = step.view().view();
        this.what = "computing " + view.reference();
    }

    /// Creates a table of `row` and a column `f<i>` for each feature, with defaults; returns its
    /// quoted name.
    String join(String name) {
        String table = Sql.identifier(name);
        List<FeatureType> types = new ArrayList<>(List.of(NUMBER));
        view.features().forEach(feature -> types.add(feature.type()));
        statements.execute(
                what,
                "CREATE TABLE "
                        + table
                        + " (row BIGINT"
                        + IntStream.range(1, types.size())
                                .mapToObj(i -> ", f" + (i - 1) + " " + Sql.type(types.get(i)))
                                .collect(Collectors.joining())
                        + ")");
        statements.checkCancelled(what);
        try (ResultCursor rows = statements.session().query(sql());
                TableWriter writer = writing.append(name, types)) {
            compute(rows, writer);
            writer.finish();
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of(what, failure);
        }
        return table;
    }

    /// The row number and the view's inputs, in the order of the plan.
    private String sql() {
        List<String> columns = new ArrayList<>(List.of("s.\"#row\""));
        step.fields().values().forEach(input -> columns.add(spine.input("s.", input)));
        var joined = new TreeSet<Integer>();
        for (JoinPlan.StoredFeature read : step.reads().values()) {
            joined.add(read.join());
            columns.add(stored.get(read.join()).value(read.feature()));
        }
        return "SELECT "
                + String.join(", ", columns)
                + " FROM "
                + spine.table()
                + " s"
                + joined.stream()
                        .map(join -> stored.get(join).join())
                        .collect(Collectors.joining());
    }

    private void compute(ResultCursor rows, TableWriter writer) {
        VectorReader number = rows.column(0, NUMBER);
        Map<String, VectorReader> columns = columns(rows);
        CompiledOnDemandView computed = step.view();
        while (rows.next()) {
            statements.checkCancelled(what);
            number.bind(rows);
            columns.values().forEach(column -> column.bind(rows));
            for (int i = 0; i < rows.count(); i++) {
                int row = i;
                writer.putLong(0, number.integer(row));
                write(computed.compute(name -> value(columns.get(name), row)), writer);
            }
        }
    }

    private static @Nullable Object value(@Nullable VectorReader column, int row) {
        return column == null ? null : column.value(row);
    }

    /// The columns of the result, by their names in expressions.
    private Map<String, VectorReader> columns(ResultCursor rows) {
        Map<String, VectorReader> columns = new HashMap<>();
        step.fields()
                .forEach(
                        (name, input) ->
                                columns.put(
                                        name,
                                        rows.column(
                                                columns.size() + 1,
                                                RequestInputConverter.widest(input.type()))));
        step.reads()
                .forEach(
                        (name, read) ->
                                columns.put(
                                        name,
                                        rows.column(
                                                columns.size() + 1,
                                                stored.get(read.join())
                                                        .features()
                                                        .get(read.feature())
                                                        .type())));
        return columns;
    }

    private void write(List<@Nullable Object> values, TableWriter writer) {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            writer.put(
                    i + 1, value == null ? view.features().get(i).fallback().orElse(null) : value);
        }
        writer.endRow();
    }
}
