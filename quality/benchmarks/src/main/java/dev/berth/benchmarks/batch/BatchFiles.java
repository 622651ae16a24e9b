package dev.berth.benchmarks.batch;

import dev.berth.benchmarks.stage.MiniLm;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tables of rows for the models, made once.
final class BatchFiles {
    static final List<String> MINILM_INPUTS =
            List.of("input_ids", "attention_mask", "token_type_ids");

    private BatchFiles() {}

    /// Rows of a key and sixteen numbers.
    static Path tiny(Database database, Path folder, long rows) {
        String numbers =
                IntStream.range(0, TinyMlp.INPUTS)
                        .mapToObj(
                                i -> "((i * %d %% 1999) / 1000.0 - 1)::FLOAT".formatted(7 + 2 * i))
                        .collect(Collectors.joining(", ", "[", "]"));
        return write(
                database,
                folder.resolve("tiny-" + rows + ".parquet"),
                "SELECT i AS key, " + numbers + " AS x FROM range(" + rows + ") AS t(i)");
    }

    /// Rows of a key and the tokens of a sentence.
    static Path miniLm(Database database, Path folder, long rows) {
        String lists =
                MINILM_INPUTS.stream()
                        .map(
                                name ->
                                        Arrays.toString(MiniLm.values(name, 1))
                                                + "::BIGINT[] AS "
                                                + name)
                        .collect(Collectors.joining(", "));
        return write(
                database,
                folder.resolve("minilm-" + rows + ".parquet"),
                "SELECT i AS key, " + lists + " FROM range(" + rows + ") AS t(i)");
    }

    private static Path write(Database database, Path file, String select) {
        if (!Files.exists(file)) {
            try (Session session = database.connect()) {
                session.execute(
                        "COPY ("
                                + select
                                + ") TO "
                                + Sql.text(file.toString())
                                + " (FORMAT parquet)");
            }
        }
        return file;
    }
}
