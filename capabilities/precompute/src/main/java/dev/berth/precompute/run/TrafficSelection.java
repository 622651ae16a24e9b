package dev.berth.precompute.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.DataFile;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DuckDbErrorMapper;
import dev.berth.tables.duckdb.QueryFailure;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Path;
import java.util.OptionalInt;

/// Selection of the keys that are requested most, from a table of inputs with a column `count`.
///
/// @param share of all requests that the selected keys have together, 0 to 1
/// @param countMax keys at most; empty for no bound
public record TrafficSelection(double share, OptionalInt countMax) {
    private static final String COUNT = "count";

    public TrafficSelection {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(share + " (expected: above 0, at most 1)");
        }
    }

    /// Writes the rows of the selected keys, the most requested first, to a file of the same
    /// format: just as many as have the share together.
    ///
    /// @param traffic `.parquet` or `.csv`
    /// @param folder where the file is written
    /// @throws ProblemException `data-invalid` if there is no column `count` with whole numbers
    public Path write(Database database, Path traffic, Path folder) {
        DataFile.open(database, traffic).require(COUNT, "the number of requests of each row");
        boolean isParquet = traffic.toString().endsWith(".parquet");
        if (!isParquet && !traffic.toString().endsWith(".csv")) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    traffic + " (expected: a file .parquet or .csv)",
                    "write the counts in one of these formats");
        }
        Path to = folder.resolve(isParquet ? "top-keys.parquet" : "top-keys.csv");
        String from =
                isParquet
                        ? "read_parquet(" + Sql.text(traffic.toString()) + ")"
                        : "read_csv(" + Sql.text(traffic.toString()) + ", all_varchar = true)";
        String sql =
                "COPY (SELECT * EXCLUDE (berth_row, berth_count, berth_before, berth_total) FROM"
                        + " (SELECT *, sum(berth_count) OVER (ORDER BY berth_count DESC, berth_row"
                        + " ROWS UNBOUNDED PRECEDING) - berth_count AS berth_before,"
                        + " sum(berth_count) OVER () AS berth_total FROM (SELECT *, row_number()"
                        + " OVER () AS berth_row, CAST(count AS BIGINT) AS berth_count FROM "
                        + from
                        + ")) WHERE berth_count > 0 AND berth_before < "
                        + share
                        + " * berth_total ORDER BY berth_count DESC, berth_row"
                        + (countMax.isPresent() ? " LIMIT " + countMax.getAsInt() : "")
                        + ") TO "
                        + Sql.text(to.toString())
                        + (isParquet ? " (FORMAT parquet)" : " (FORMAT csv, HEADER)");
        try (Session session = database.connect()) {
            session.execute(sql);
            return to;
        } catch (QueryFailure failure) {
            throw DuckDbErrorMapper.of("selecting the top keys of " + traffic, failure);
        }
    }
}
