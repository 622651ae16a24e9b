package dev.berth.evaluation.ranking;

import dev.berth.core.SanitizedText;
import dev.berth.evaluation.description.EvaluationDescription;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Retrieval by embeddings: documents of a corpus in the order of the cosine between their
/// embedding and the query's. The unit is a row: a query.
///
/// [QueryMetrics] has the metrics; documents are relevant or not.
public final class RetrievalEvaluation implements TaskEvaluation<RankedItems> {
    private final String label;
    private final Optional<String> id;
    private final String output;
    private final EmbeddingCorpus corpus;
    private final QueryMetrics metrics;

    /// @param label column with the id of the relevant document, or a list of ids
    /// @param id column with the id of the query, where queries are documents of the corpus
    ///   themselves: a query does not find itself
    /// @param output with the embedding
    /// @param cutoffs numbers of documents, at least 1
    RetrievalEvaluation(
            String label,
            Optional<String> id,
            String output,
            EmbeddingCorpus corpus,
            List<Integer> cutoffs) {
        this.label = label;
        this.id = id;
        this.output = output;
        this.corpus = corpus;
        metrics = new QueryMetrics(cutoffs);
    }

    /// Prepares the evaluation of some data.
    ///
    /// @param output with the embedding
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if the data does not fit
    public static RetrievalEvaluation of(
            EvaluationDescription description,
            DataFile data,
            String output,
            EmbeddingCorpus corpus) {
        data.require(description.label().column(), "the label");
        description.id().ifPresent(id -> data.require(id, "the id of the query"));
        return new RetrievalEvaluation(
                description.label().column(),
                description.id(),
                output,
                corpus,
                description.topK().isEmpty() ? RankingEvaluation.CUTOFFS : description.topK());
    }

    @Override
    public List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(label));
        id.ifPresent(columns::add);
        return columns;
    }

    @Override
    public RankedItems outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        int excluded = excluded(row);
        int[] relevant = relevant(row.row(), excluded);
        float[] query =
                EmbeddingCorpus.embedding(
                        output, row.prediction().get(output), corpus.dimensions());
        return RankedItems.ofRelevant(corpus.cosines(query), relevant, excluded);
    }

    private int excluded(PredictedRow row) {
        String self = id.isEmpty() ? null : row.row().text(id.get());
        return self == null ? -1 : corpus.find(self).orElse(-1);
    }

    private int[] relevant(DataRow row, int excluded) throws InvalidRowException {
        String text = row.text(label);
        if (text == null) {
            throw new InvalidRowException(label, "no label (expected: ids of documents)");
        }
        Object value = row.value(label);
        List<?> ids =
                value instanceof List<?> list
                        ? list
                        : text.startsWith("[") ? TextValue.list(label, text) : List.of(text);
        Set<Integer> places = new LinkedHashSet<>();
        for (Object each : ids) {
            OptionalInt place = corpus.find(String.valueOf(TextValue.of(each)));
            if (place.isEmpty()) {
                throw new InvalidRowException(
                        label,
                        String.format(
                                Locale.ROOT,
                                "document %s (expected: one of the %,d of the corpus)",
                                SanitizedText.of(String.valueOf(each)),
                                corpus.size()));
            }
            if (place.getAsInt() == excluded) {
                throw new InvalidRowException(
                        label, "document " + each + " (expected: another than the query itself)");
            }
            places.add(place.getAsInt());
        }
        return places.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int termCount() {
        return metrics.termCount();
    }

    @Override
    public void terms(RankedItems outcome, double[] terms) {
        metrics.terms(outcome, terms);
    }

    /// What the query lacks to the best order: 1 less its nDCG; 0 without a relevant document.
    @Override
    public double loss(RankedItems outcome) {
        return QueryMetrics.loss(outcome);
    }

    @Override
    public String lossName() {
        return "ndcg-loss";
    }

    @Override
    public SliceState<RankedItems> newState(long stream) {
        return metrics.newState();
    }
}
