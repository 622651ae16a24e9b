package dev.berth.benchmarks.batch;

import dev.berth.benchmarks.process.Engines;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.tables.duckdb.ColumnValues;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.TableWriter;
import dev.berth.tables.duckdb.VectorReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Loop as a script for one model has it: reads rows of lists, executes the model in ONNX Runtime
/// batch by batch, writes key and output to Parquet. No checks, no parts, nothing to resume.
final class HandLoop {
    private static final FeatureType LONGS = FeatureType.listOf(ValueType.INT64);
    private static final FeatureType FLOATS = FeatureType.listOf(ValueType.FLOAT32);

    private final Path model;
    private final List<String> inputs;
    private final ElementType type;
    private final int batch;
    private final int threads;
    private final Outputs outputs;
    private final TensorPool pool = new TensorPool();

    /// What is made of a batch's output.
    interface Outputs {
        /// The numbers of a batch, row by row.
        ///
        /// @param result of the model
        /// @param inputs of the model
        float[] of(Tensor result, List<Tensor> inputs);
    }

    /// @param type of all inputs, float32 or int64
    /// @param threads within an operator
    HandLoop(
            Path model,
            List<String> inputs,
            ElementType type,
            int batch,
            int threads,
            Outputs outputs) {
        this.model = model;
        this.inputs = inputs;
        this.type = type;
        this.batch = batch;
        this.threads = threads;
        this.outputs = outputs;
    }

    /// Scores a file; the seconds from the first row to the complete output.
    double run(Database database, Path source, Path destination) {
        try (LoadedArtifact artifact = Engines.onnx().load(model, settings(), pool);
                ExecutionContext execution = artifact.openExecution()) {
            long start = System.nanoTime();
            try (Session reading = database.connect();
                    Session writing = database.connect()) {
                writing.execute("CREATE OR REPLACE TEMP TABLE scored (key BIGINT, y FLOAT[])");
                try (TableWriter table =
                        writing.append(
                                "scored", List.of(FeatureType.of(ValueType.INT64), FLOATS))) {
                    score(artifact, execution, reading, source, table);
                    table.finish();
                }
                writing.execute(
                        "COPY scored TO " + Sql.text(destination.toString()) + " (FORMAT parquet)");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private RuntimeSettings settings() {
        var defaults = RuntimeSettings.of("onnx");
        return new RuntimeSettings(
                defaults.engine(),
                Optional.of(1),
                Optional.of(threads),
                defaults.interOpThreads(),
                threads > 1,
                defaults.optimization(),
                defaults.providers(),
                defaults.options(),
                defaults.isolation());
    }

    private void score(
            LoadedArtifact artifact,
            ExecutionContext execution,
            Session session,
            Path source,
            TableWriter table) {
        String sql =
                "SELECT key, "
                        + String.join(", ", inputs)
                        + " FROM read_parquet("
                        + Sql.text(source.toString())
                        + ")";
        List<Integer> order = artifact.inputs().stream().map(spec -> place(spec.name())).toList();
        try (ResultCursor rows = session.query(sql)) {
            VectorReader keys = rows.column(0, FeatureType.of(ValueType.INT64));
            List<VectorReader> readers = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                readers.add(rows.column(i + 1, type == ElementType.INT64 ? LONGS : FLOATS));
            }
            while (rows.next()) {
                keys.bind(rows);
                readers.forEach(reader -> reader.bind(rows));
                ColumnValues key = keys.copy(rows.count());
                List<ColumnValues> columns =
                        readers.stream().map(reader -> reader.copy(rows.count())).toList();
                for (int from = 0; from < rows.count(); from += batch) {
                    int count = Math.min(batch, rows.count() - from);
                    List<Tensor> all = new ArrayList<>();
                    for (int place : order) {
                        all.add(tensor(columns.get(place), from, count));
                    }
                    List<Tensor> results = execution.run(all);
                    write(table, key, from, count, outputs.of(results.getFirst(), all));
                    results.forEach(Tensor::close);
                    all.forEach(Tensor::close);
                }
            }
        }
    }

    private int place(String input) {
        int place = inputs.indexOf(input);
        return place < 0 ? 0 : place;
    }

    private Tensor tensor(ColumnValues lists, int from, int count) {
        int length = lists.length(from);
        Tensor tensor = Tensor.allocate(pool, type, Shape.of(count, length));
        ColumnValues elements = lists.elements();
        int place = 0;
        for (int row = from; row < from + count; row++) {
            int begin = lists.begin(row);
            for (int i = 0; i < length; i++, place++) {
                if (type == ElementType.INT64) {
                    tensor.data().putLong(8 * place, elements.integer(begin + i));
                } else {
                    tensor.data().putFloat(4 * place, (float) elements.real(begin + i));
                }
            }
        }
        return tensor;
    }

    private static void write(
            TableWriter table, ColumnValues key, int from, int count, float[] numbers) {
        int width = numbers.length / count;
        for (int done = 0; done < count; ) {
            int rows = table.beginRows(count - done);
            table.column(0).writeAll(table.row(), key, from + done, rows);
            long begin = table.column(1).beginLists(table.row(), rows, width);
            for (int i = 0; i < rows * width; i++) {
                table.column(1).elements().writeFloat(begin + i, numbers[done * width + i]);
            }
            table.endRows(rows);
            done += rows;
        }
    }

    /// The output as it is.
    static float[] plain(Tensor result, List<Tensor> inputs) {
        return result.toFloats();
    }

    /// The mean of the tokens' vectors; no token is padding.
    static float[] mean(Tensor states, List<Tensor> inputs) {
        int rows = (int) states.shape().size(0);
        int tokens = (int) states.shape().size(1);
        int width = (int) states.shape().size(2);
        float[] numbers = states.toFloats();
        float[] means = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            for (int token = 0; token < tokens; token++) {
                int at = (row * tokens + token) * width;
                for (int i = 0; i < width; i++) {
                    means[row * width + i] += numbers[at + i];
                }
            }
            for (int i = 0; i < width; i++) {
                means[row * width + i] /= tokens;
            }
        }
        return means;
    }
}
