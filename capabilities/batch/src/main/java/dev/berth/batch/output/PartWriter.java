package dev.berth.batch.output;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.ValueType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.data.RowBatch.Range;
import dev.berth.scoring.data.RowBlock;
import dev.berth.tables.OutputFormat;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import dev.berth.tables.duckdb.VectorWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writer of parts of the output, one after the other: rows are gathered in a table of the
/// database, whose memory is bounded, and copied into a file. For one thread.
public final class PartWriter implements AutoCloseable {
    private static final String TABLE = "berth_part";

    private final OutputFormat format;
    private final List<OutputColumn> columns;
    private final Session session;
    private @Nullable TableWriter rows;

    /// @param database outlives it
    public PartWriter(Database database, OutputFormat format, List<OutputColumn> columns) {
        this.format = format;
        this.columns = List.copyOf(columns);
        this.session = database.connect();
    }

    /// Adds a row.
    ///
    /// @param values by column, in the types of the columns
    public void add(@Nullable Object[] values) {
        try {
            TableWriter writer = rows == null ? begin() : rows;
            for (int i = 0; i < values.length; i++) {
                writer.put(i, values[i]);
            }
            writer.endRow();
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("gathering rows", failure);
        }
    }

    /// Adds rows of a batch column by column.
    ///
    /// @param carried values of the first columns, by column and row; null for one that is written
    ///   as it was read
    /// @param outputs of the other columns, in their order
    /// @param from place of the first row in the batch
    /// @param count of rows, at least 1
    public void addColumns(
            RowBatch batch,
            List<@Nullable Object @Nullable []> carried,
            NamedTensors outputs,
            int from,
            int count) {
        try {
            TableWriter writer = rows == null ? begin() : rows;
            int before = 0;
            for (Range range : batch.ranges()) {
                int begin = Math.max(from, before);
                int end = Math.min(from + count, before + range.count());
                for (int done = begin; done < end; ) {
                    int some = writer.beginRows(end - done);
                    int inBlock = range.from() + done - before;
                    writeCarried(writer, carried, done, range.block(), inBlock, some);
                    for (int i = 0; i < outputs.count(); i++) {
                        TensorColumn.write(
                                outputs.tensor(i),
                                done,
                                some,
                                writer.column(carried.size() + i),
                                writer.row());
                    }
                    writer.endRows(some);
                    done += some;
                }
                before += range.count();
            }
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("gathering rows", failure);
        }
    }

    private void writeCarried(
            TableWriter writer,
            List<@Nullable Object @Nullable []> carried,
            int done,
            RowBlock block,
            int from,
            int count) {
        for (int i = 0; i < carried.size(); i++) {
            VectorWriter column = writer.column(i);
            @Nullable Object[] values = carried.get(i);
            if (values == null) {
                column.writeAll(writer.row(), block.values(columns.get(i).name()), from, count);
                continue;
            }
            for (int row = 0; row < count; row++) {
                column.write(writer.row() + row, values[done + row]);
            }
        }
    }

    private TableWriter begin() {
        session.execute(
                columns.stream()
                        .map(each -> Sql.identifier(each.name()) + " " + Sql.type(each.type()))
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "CREATE OR REPLACE TEMP TABLE " + TABLE + " (",
                                        ")")));
        rows = session.append(TABLE, columns.stream().map(OutputColumn::type).toList());
        return rows;
    }

    /// Writes the rows into a file, and begins the next part. Blocks.
    ///
    /// @throws ProblemException `source-unavailable` if the file cannot be written
    public void finish(Path file) {
        try (TableWriter writer = rows == null ? begin() : rows) {
            writer.finish();
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("gathering rows", failure);
        }
        rows = null;
        String select =
                columns.stream()
                        .map(this::select)
                        .collect(Collectors.joining(", ", "SELECT ", " FROM " + TABLE));
        format.write(new CancellableStatements(session), "writing " + file, select, file);
    }

    /// CSV has neither lists nor bytes, and neither CSV nor JSON times: lists become JSON, bytes
    /// Base64, times those of ISO 8601.
    private String select(OutputColumn column) {
        String name = Sql.identifier(column.name());
        if (format.name().equals("parquet")) {
            return name;
        }
        String value = name;
        boolean isList = column.type().isList();
        if (column.type().element() == ValueType.BYTES) {
            value = isList ? each(name, "to_base64(e)") : "to_base64(" + name + ")";
        } else if (column.type().element() == ValueType.TIMESTAMP) {
            value = isList ? each(name, time("e")) : time(name);
        }
        if (isList && format.name().equals("csv")) {
            value = "to_json(" + value + ")";
        } else if (column.isJson() && format.name().equals("json")) {
            value = name + "::JSON";
        }
        return value + " AS " + name;
    }

    private static String each(String list, String expression) {
        return "list_transform(" + list + ", lambda e: " + expression + ")";
    }

    private static String time(String value) {
        return "strftime(" + value + ", '%Y-%m-%dT%H:%M:%S.%fZ')";
    }

    @Override
    public void close() {
        if (rows != null) {
            rows.close();
        }
        session.close();
    }
}
