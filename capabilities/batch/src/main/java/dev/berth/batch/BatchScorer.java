package dev.berth.batch;

import dev.berth.core.ProblemException;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.prediction.RowResult;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import dev.berth.scoring.tensor.TensorMapper;
import dev.berth.scoring.tensor.TensorPredictor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Predictor of batches: column by column where all inputs take columns and no row is at fault, and
/// otherwise record by record, with the same result.
///
/// The bytes of an output must not depend on which requests happen to be in flight together, and an
/// engine may round otherwise in a batch of another size. A full batch is a request that no queue
/// joins with another; what is smaller is predicted while no other request is in flight.
/// Thread-safe.
final class BatchScorer {
    private final RecordPredictor predictor;
    private final BatchPredictor records;
    private final CarriedColumns carried;
    private final Optional<TensorMapper> mapper;
    private final boolean writesColumns;
    private final RowGate gate;
    private final int fullRows;

    /// @param fullRows of a batch that is not joined with others
    BatchScorer(
            RecordPredictor predictor,
            RecordMapper inputs,
            DataFile data,
            CarriedColumns carried,
            RowGate gate,
            int fullRows) {
        this.predictor = predictor;
        this.records = new BatchPredictor(predictor, inputs);
        this.carried = carried;
        Signature signature = predictor.signature();
        this.mapper =
                predictor.tensors().isEmpty()
                        ? Optional.empty()
                        : inputs.columnsByInput()
                                .flatMap(columns -> TensorMapper.find(signature, columns, data));
        this.writesColumns =
                signature.lists().isEmpty()
                        && signature.outputs().stream()
                                .allMatch(field -> signature.recordShape(field).rank() <= 1);
        this.gate = gate;
        this.fullRows = fullRows;
    }

    /// Whether batches are predicted column by column, unless a row is at fault.
    boolean isVectorised() {
        return mapper.isPresent();
    }

    /// Waits for room for a batch.
    ///
    /// @return what [#score] takes, which closes it
    RowGate.Entry enter(RowBatch batch) throws InterruptedException {
        return batch.size() < fullRows ? gate.enterAlone() : gate.enter(batch.size());
    }

    /// Predicts a batch. Blocks.
    ///
    /// @param entered what [#enter] gave; closed
    /// @throws ProblemException if no row can be predicted, as without permission or server
    ScoredBatch score(RowBatch batch, RowGate.Entry entered) throws InterruptedException {
        List<DataRow> rows;
        try (entered) {
            Optional<ScoredBatch> columns = columns(batch);
            if (columns.isPresent()) {
                return columns.get();
            }
            rows = batch.rows();
            Optional<List<RowResult>> results = records.predictAtOnce(rows);
            if (results.isPresent()) {
                return new ScoredBatch.OfRows(batch, results.get());
            }
        }
        try (RowGate.Entry _ = gate.enterAlone()) {
            return new ScoredBatch.OfRows(batch, records.predict(rows));
        }
    }

    private Optional<ScoredBatch> columns(RowBatch batch) {
        if (mapper.isEmpty()) {
            return Optional.empty();
        }
        List<@Nullable Object @Nullable []> values;
        try {
            values = carried.convert(batch);
        } catch (InvalidRowException e) {
            return Optional.empty();
        }
        TensorPredictor tensors = predictor.tensors().orElseThrow();
        Optional<NamedTensors> inputs = mapper.get().map(batch, tensors.pool());
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        NamedTensors outputs;
        try {
            outputs = tensors.predict(inputs.get());
        } catch (ProblemException e) {
            // Its records have the same problem, and tell which row does.
            return Optional.empty();
        }
        if (writesColumns) {
            return Optional.of(new ScoredBatch.OfColumns(batch, values, outputs));
        }
        try (outputs) {
            return Optional.of(rows(batch, outputs));
        }
    }

    private ScoredBatch rows(RowBatch batch, NamedTensors outputs) {
        List<Map<String, Object>> predictions =
                MapRecordCodec.toRecords(predictor.signature(), outputs);
        List<DataRow> rows = batch.rows();
        List<RowResult> results = new ArrayList<>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            Map<String, @Nullable Object> prediction = new LinkedHashMap<>(predictions.get(i));
            results.add(new RowResult.Predicted(new PredictedRow(rows.get(i), prediction)));
        }
        return new ScoredBatch.OfRows(batch, results);
    }
}
