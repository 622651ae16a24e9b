package dev.berth.precompute.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.precomputed.PrecomputableEndpoint;
import dev.berth.precompute.snapshot.AnswerRow;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.prediction.RowResult;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.PredictedRow;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measured times of an endpoint's answers.
///
/// @param rows of the table
/// @param sample rows that were measured
/// @param computeSeconds of one answer, computed as a run does: in batches
/// @param lookUpSeconds of one answer read from the bytes of its row, from memory
public record AnswerTiming(long rows, int sample, double computeSeconds, double lookUpSeconds) {
    private static final int BATCH = 256;
    private static final int SAMPLE_MAX = 8 * BATCH;

    /// Computes the first rows of a table, twice: the first pass warms up.
    ///
    /// @throws ProblemException `row-invalid` if none can be computed
    public static AnswerTiming measure(
            Endpoints endpoints,
            TensorPool pool,
            EndpointName name,
            Database database,
            Path source,
            Map<String, String> inputs) {
        PrecomputableEndpoint endpoint = endpoints.precomputable(name);
        DataFile data = DataFile.open(database, source);
        RecordMapper mapper = RecordMapper.of(endpoint.signature(), inputs, data);
        var scan = data.scan(mapper.columns());
        List<DataRow> rows = new ArrayList<>();
        try (RowCursor cursor = data.rows(mapper.columns(), scan.unreadable(), Optional.empty())) {
            for (Optional<RowBlock> block = cursor.next();
                    block.isPresent() && rows.size() < SAMPLE_MAX;
                    block = cursor.next()) {
                rows.addAll(block.get().rows());
            }
        }
        List<DataRow> sample = rows.subList(0, Math.min(SAMPLE_MAX, rows.size()));
        var predictor =
                new BatchPredictor(
                        new AnswerPredictor(
                                endpoints, endpoint, pool, Optional.empty(), Optional.empty()),
                        mapper);
        var _ = compute(predictor, sample);
        long start = System.nanoTime();
        List<byte[]> values = compute(predictor, sample);
        long computed = System.nanoTime() - start;
        if (values.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.ROW_INVALID,
                    "none of the first "
                            + sample.size()
                            + " rows of "
                            + source
                            + " can be computed",
                    "name a table with a column for each input");
        }
        read(values, pool);
        start = System.nanoTime();
        read(values, pool);
        long read = System.nanoTime() - start;
        return new AnswerTiming(
                scan.readable(),
                values.size(),
                computed / 1e9 / values.size(),
                read / 1e9 / values.size());
    }

    private static List<byte[]> compute(BatchPredictor predictor, List<DataRow> rows) {
        List<byte[]> values = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += BATCH) {
            for (RowResult result :
                    predictor.predict(rows.subList(from, Math.min(rows.size(), from + BATCH)))) {
                if (result instanceof RowResult.Predicted(PredictedRow predicted)
                        && predicted.prediction().get(AnswerPredictor.VALUE)
                                instanceof byte[] value) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static void read(List<byte[]> values, TensorPool pool) {
        for (byte[] value : values) {
            var _ = AnswerRow.key(value);
            AnswerRow.read(value, pool).tensors().close();
        }
    }
}
