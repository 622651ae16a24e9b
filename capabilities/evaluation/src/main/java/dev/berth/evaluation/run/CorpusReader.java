package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.description.AnalysesDescription.Corpus;
import dev.berth.evaluation.ranking.EmbeddingCorpus;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.prediction.RecordPredictor;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reader of the documents of a retrieval, which the model embeds. A document that cannot be read
/// or embedded ends the evaluation: without it the metrics would be of another corpus.
final class CorpusReader {
    private static final long BYTES_MAX = 1L << 30;

    private final Corpus corpus;
    private final String output;
    private final RecordPredictor predictor;
    private final RunOptions options;

    /// @param output with the embedding
    CorpusReader(Corpus corpus, String output, RecordPredictor predictor, RunOptions options) {
        this.corpus = corpus;
        this.output = output;
        this.predictor = predictor;
        this.options = options;
    }

    /// Reads and embeds all documents.
    ///
    /// @throws ProblemException `evaluation-invalid` or `row-invalid`, with the file
    EmbeddingCorpus read(Database database) {
        DataFile data = DataFile.open(database, Path.of(corpus.data()));
        data.require(corpus.id(), "the id of a document");
        RecordMapper mapper = RecordMapper.of(predictor.signature(), corpus.inputs(), data);
        ParallelPredictions predictions =
                new ParallelPredictions(new BatchPredictor(predictor, mapper), options);
        Set<String> columns = new LinkedHashSet<>(mapper.columns());
        columns.add(corpus.id());
        List<UnreadableRow> unreadable = data.scan(columns).unreadable();
        if (!unreadable.isEmpty()) {
            UnreadableRow first = unreadable.getFirst();
            throw invalid(first.number(), first.column(), first.reason());
        }
        EmbeddingCorpus.Builder builder = EmbeddingCorpus.builder(BYTES_MAX);
        try (RowCursor rows = data.rows(columns, unreadable, Optional.empty())) {
            for (Optional<RowBlock> block = rows.next(); block.isPresent(); block = rows.next()) {
                add(block.get().rows(), mapper, predictions, builder);
            }
        }
        return builder.build();
    }

    private void add(
            List<DataRow> rows,
            RecordMapper mapper,
            ParallelPredictions predictions,
            EmbeddingCorpus.Builder builder) {
        DataRow current = rows.getFirst();
        try {
            List<Map<String, @Nullable Object>> records = new ArrayList<>();
            for (DataRow row : rows) {
                current = row;
                records.add(mapper.record(row));
            }
            List<Optional<Map<String, @Nullable Object>>> predicted = predictions.predict(records);
            for (int i = 0; i < rows.size(); i++) {
                current = rows.get(i);
                String id = current.text(corpus.id());
                if (id == null) {
                    throw new InvalidRowException(corpus.id(), "no id of the document");
                }
                if (predicted.get(i).isEmpty()) {
                    throw new InvalidRowException("", "the model rejects the document");
                }
                builder.add(id, output, predicted.get(i).get().get(output));
            }
        } catch (InvalidRowException e) {
            throw invalid(current.number(), e.column(), e.reason());
        }
    }

    private ProblemException invalid(long row, String column, String reason) {
        return new ProblemException(
                ProblemCode.ROW_INVALID,
                "%s, row %d%s: %s"
                        .formatted(
                                corpus.data(),
                                row,
                                column.isEmpty() ? "" : ", column " + column,
                                reason),
                "correct the document, or leave it out");
    }
}
