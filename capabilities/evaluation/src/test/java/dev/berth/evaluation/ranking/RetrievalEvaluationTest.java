package dev.berth.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.ProblemException;
import dev.berth.evaluation.testing.TaskRun;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RetrievalEvaluationTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 20 * Integer.getInteger("berth.cases.factor", 1);

    private static EmbeddingCorpus corpus(List<List<Double>> embeddings)
            throws InvalidRowException {
        EmbeddingCorpus.Builder builder = EmbeddingCorpus.builder(1 << 20);
        for (int i = 0; i < embeddings.size(); i++) {
            builder.add("d" + i, "embedding", embeddings.get(i));
        }
        return builder.build();
    }

    private static PredictedRow query(
            @Nullable Object relevant, @Nullable Object id, @Nullable Object embedding) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("relevant", relevant);
        values.put("id", id);
        Map<String, @Nullable Object> prediction = new HashMap<>();
        prediction.put("embedding", embedding);
        return TaskRun.row(1, values, prediction);
    }

    private static RetrievalEvaluation task(EmbeddingCorpus corpus, Optional<String> id) {
        return new RetrievalEvaluation("relevant", id, "embedding", corpus, List.of(1, 10));
    }

    /// Compares with the order of all documents; embeddings of few directions have many equal
    /// cosines.
    @Test
    void metrics_ofRandomEmbeddings_areThoseOfTheWholeOrder() throws InvalidRowException {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            int size = 2 + random.nextInt(700);
            List<List<Double>> embeddings = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                embeddings.add(embedding(random));
            }
            EmbeddingCorpus corpus = corpus(embeddings);
            List<Double> query = embedding(random);
            int self = random.nextInt(size);
            List<String> relevant = new ArrayList<>();
            double[] relevance = new double[size];
            for (int i = 0; i < 1 + random.nextInt(5); i++) {
                int document = random.nextInt(size);
                if (document != self) {
                    relevant.add("d" + document);
                    relevance[document] = 1;
                }
            }
            float[] cosines = corpus.cosines(EmbeddingCorpus.embedding("e", query, 3));
            double[] scores = new double[size];
            for (int i = 0; i < size; i++) {
                // The query itself is last, which is as if it were not there.
                scores[i] = i == self ? Double.NEGATIVE_INFINITY : cosines[i];
            }
            RankedItems expected = RankedItems.of(relevance, scores);
            RankedItems actual =
                    task(corpus, Optional.of("id"))
                            .outcome(List.of(query(relevant, "d" + self, query)));
            assertThat(actual.size()).isEqualTo(size - 1);
            for (int cutoff : new int[] {1, 3, RankedItems.ALL}) {
                assertSame(actual.ndcg(cutoff), expected.ndcg(cutoff));
                assertSame(actual.recall(cutoff), expected.recall(cutoff));
                assertSame(actual.reciprocalRank(cutoff), expected.reciprocalRank(cutoff));
            }
            assertSame(actual.averagePrecision(), expected.averagePrecision());
        }
    }

    private static void assertSame(double actual, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(actual).as("seed %d", SEED).isNaN();
        } else {
            assertThat(actual).as("seed %d", SEED).isEqualTo(expected, within(1e-12));
        }
    }

    private static List<Double> embedding(Random random) {
        return List.of(
                1.0 + random.nextInt(2), (double) random.nextInt(3), random.nextInt(3) - 1.0);
    }

    @Test
    void cosines_ofAQuery_dependOnDirectionsAlone() throws InvalidRowException {
        EmbeddingCorpus corpus =
                corpus(List.of(List.of(2.0, 0.0), List.of(0.0, 0.5), List.of(-3.0, 0.0)));
        float[] cosines = corpus.cosines(EmbeddingCorpus.embedding("e", List.of(7, 7), 2));
        assertThat(cosines[0]).isEqualTo((float) Math.sqrt(0.5), within(1e-6f));
        assertThat(cosines[1]).isEqualTo((float) Math.sqrt(0.5), within(1e-6f));
        assertThat(cosines[2]).isEqualTo((float) -Math.sqrt(0.5), within(1e-6f));
    }

    @Test
    void query_withoutItsOwnId_findsItself() throws InvalidRowException {
        EmbeddingCorpus corpus = corpus(List.of(List.of(1.0, 0.0), List.of(0.9, 0.1)));
        PredictedRow query = query("d1", "d0", List.of(1.0, 0.0));
        assertThat(task(corpus, Optional.empty()).outcome(List.of(query)).reciprocalRank(9))
                .isEqualTo(0.5);
        assertThat(task(corpus, Optional.of("id")).outcome(List.of(query)).reciprocalRank(9))
                .isEqualTo(1);
    }

    @Test
    void queries_thatAreInvalid_areRejected() throws InvalidRowException {
        RetrievalEvaluation task = task(corpus(List.of(List.of(1.0, 0.0))), Optional.of("id"));
        List<Double> fine = List.of(1.0, 0.0);
        assertInvalid(task, query(null, null, fine), "no label");
        assertInvalid(task, query("d9", null, fine), "document d9");
        assertInvalid(task, query("d0", "d0", fine), "query itself");
        assertInvalid(task, query("d0", null, List.of(1.0)), "1 dimensions (expected: 2)");
        assertInvalid(task, query("d0", null, List.of(0, 0)), "length 0.0");
        assertInvalid(task, query("d0", null, List.of(Double.NaN, 0)), "length NaN");
        assertInvalid(task, query("d0", null, null), "no embedding");
        assertInvalid(task, query("d0", null, List.of("a", "b")), "length NaN");
    }

    private static void assertInvalid(
            RetrievalEvaluation task, PredictedRow query, String message) {
        assertThatThrownBy(() -> task.outcome(List.of(query)))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining(message);
    }

    @Test
    void corpus_thatIsTooLarge_isRejected() throws InvalidRowException {
        EmbeddingCorpus.Builder builder = EmbeddingCorpus.builder(256 * 2 * 4);
        for (int i = 0; i < 256; i++) {
            builder.add("d" + i, "embedding", List.of(1, 2));
        }
        assertThatThrownBy(() -> builder.add("more", "embedding", List.of(1, 2)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("256 documents of 2 dimensions");
        assertThatThrownBy(() -> builder.add("d1", "embedding", List.of(1, 2)))
                .isInstanceOf(InvalidRowException.class)
                .hasMessageContaining("d1 is there twice");
    }
}
