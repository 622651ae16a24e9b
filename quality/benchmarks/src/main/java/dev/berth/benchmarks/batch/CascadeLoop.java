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
import java.util.List;
import java.util.Optional;

/// Loop as a script has it for two models: rows that a rule in the program lets pass go through the
/// small model, those of which it is not sure through the large one, batch by batch, in ONNX
/// Runtime; key and output go to Parquet.
///
/// @param first probability that suffices
/// @param least the first number of a row that is let pass
record CascadeLoop(Path small, Path large, double first, double least, int batch) {
    private static final FeatureType FLOATS = FeatureType.listOf(ValueType.FLOAT32);

    /// The seconds from the first row to the complete output.
    double run(Database database, Path source, Path destination) {
        var pool = new TensorPool();
        try (LoadedArtifact one = Engines.onnx().load(small, settings(), pool);
                LoadedArtifact other = Engines.onnx().load(large, settings(), pool);
                ExecutionContext smaller = one.openExecution();
                ExecutionContext larger = other.openExecution()) {
            long start = System.nanoTime();
            try (Session reading = database.connect();
                    Session writing = database.connect()) {
                writing.execute("CREATE OR REPLACE TEMP TABLE scored (key BIGINT, y FLOAT[])");
                try (TableWriter table =
                                writing.append(
                                        "scored",
                                        List.of(FeatureType.of(ValueType.INT64), FLOATS));
                        ResultCursor rows =
                                reading.query(
                                        "SELECT key, x FROM read_parquet("
                                                + Sql.text(source.toString())
                                                + ")")) {
                    VectorReader keys = rows.column(0, FeatureType.of(ValueType.INT64));
                    VectorReader values = rows.column(1, FLOATS);
                    while (rows.next()) {
                        keys.bind(rows);
                        values.bind(rows);
                        score(
                                keys.copy(rows.count()),
                                values.copy(rows.count()),
                                rows.count(),
                                new Models(smaller, larger, pool),
                                table);
                    }
                    table.finish();
                }
                writing.execute(
                        "COPY scored TO " + Sql.text(destination.toString()) + " (FORMAT parquet)");
            }
            return (System.nanoTime() - start) / 1e9;
        }
    }

    /// The two models.
    private record Models(ExecutionContext small, ExecutionContext large, TensorPool pool) {}

    private static RuntimeSettings settings() {
        var defaults = RuntimeSettings.of("onnx");
        return new RuntimeSettings(
                defaults.engine(),
                Optional.of(1),
                Optional.of(1),
                defaults.interOpThreads(),
                false,
                defaults.optimization(),
                defaults.providers(),
                defaults.options(),
                defaults.isolation());
    }

    private void score(
            ColumnValues keys, ColumnValues lists, int count, Models models, TableWriter table) {
        for (int from = 0; from < count; from += batch) {
            int end = Math.min(count, from + batch);
            int[] passed = new int[end - from];
            int rows = 0;
            for (int row = from; row < end; row++) {
                if (lists.elements().real(lists.begin(row)) >= least) {
                    passed[rows++] = row;
                }
            }
            float[] outputs = run(models.small(), models.pool(), lists, passed, rows);
            int width = outputs.length / rows;
            int[] unsure = new int[rows];
            int[] places = new int[rows];
            int escalated = 0;
            for (int i = 0; i < rows; i++) {
                if (!(outputs[i * width] >= first)) {
                    places[escalated] = i;
                    unsure[escalated++] = passed[i];
                }
            }
            if (escalated > 0) {
                float[] better = run(models.large(), models.pool(), lists, unsure, escalated);
                for (int i = 0; i < escalated; i++) {
                    System.arraycopy(better, i * width, outputs, places[i] * width, width);
                }
            }
            write(table, keys, passed, rows, outputs);
        }
    }

    private static float[] run(
            ExecutionContext model, TensorPool pool, ColumnValues lists, int[] rows, int count) {
        int length = lists.length(rows[0]);
        Tensor tensor = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(count, length));
        int place = 0;
        for (int i = 0; i < count; i++) {
            int begin = lists.begin(rows[i]);
            for (int j = 0; j < length; j++, place++) {
                tensor.data().putFloat(4 * place, (float) lists.elements().real(begin + j));
            }
        }
        List<Tensor> results = model.run(List.of(tensor));
        float[] outputs = results.getFirst().toFloats();
        results.forEach(Tensor::close);
        tensor.close();
        return outputs;
    }

    private static void write(
            TableWriter table, ColumnValues keys, int[] rows, int count, float[] numbers) {
        int width = numbers.length / count;
        for (int done = 0; done < count; ) {
            int some = table.beginRows(count - done);
            long begin = table.column(1).beginLists(table.row(), some, width);
            for (int i = 0; i < some; i++) {
                table.column(0).writeLong(table.row() + i, keys.integer(rows[done + i]));
            }
            for (int i = 0; i < some * width; i++) {
                table.column(1).elements().writeFloat(begin + i, numbers[done * width + i]);
            }
            table.endRows(some);
            done += some;
        }
    }
}
