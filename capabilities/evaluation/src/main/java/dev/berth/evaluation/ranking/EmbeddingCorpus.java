package dev.berth.evaluation.ranking;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Documents among which a retrieval searches: the embedding of each, of length 1, by its id.
///
/// Every query is compared with every document, without an index, so that the metrics are those of
/// the embeddings alone. Embeddings are kept in float32 in blocks of documents, dimension by
/// dimension, so that the products of a block run over neighbouring numbers. Thread-safe.
public final class EmbeddingCorpus {
    private static final int BLOCK = 256;

    private final Map<String, Integer> places;
    private final List<float[]> blocks;
    private final int dimensions;

    private EmbeddingCorpus(Map<String, Integer> places, List<float[]> blocks, int dimensions) {
        this.places = places;
        this.blocks = blocks;
        this.dimensions = dimensions;
    }

    public static Builder builder(long bytesMax) {
        return new Builder(bytesMax);
    }

    public int size() {
        return places.size();
    }

    public int dimensions() {
        return dimensions;
    }

    /// The place of a document, from 0.
    OptionalInt find(String id) {
        Integer place = places.get(id);
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }

    /// The cosine of the angle between a query and each document, by place.
    ///
    /// @param query of length 1
    float[] cosines(float[] query) {
        float[] cosines = new float[size()];
        float[] sums = new float[BLOCK];
        for (int block = 0; block < blocks.size(); block++) {
            Arrays.fill(sums, 0);
            float[] vectors = blocks.get(block);
            for (int dimension = 0; dimension < dimensions; dimension++) {
                float factor = query[dimension];
                int from = dimension * BLOCK;
                for (int i = 0; i < BLOCK; i++) {
                    sums[i] += factor * vectors[from + i];
                }
            }
            int first = block * BLOCK;
            System.arraycopy(sums, 0, cosines, first, Math.min(BLOCK, cosines.length - first));
        }
        return cosines;
    }

    /// An embedding from an output's value, scaled to length 1.
    ///
    /// @param column named if it is none
    /// @param dimensions expected; 0 for any
    static float[] embedding(String column, @Nullable Object value, int dimensions)
            throws InvalidRowException {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            throw new InvalidRowException(column, "no embedding (expected: a list of numbers)");
        }
        // A batch of one record.
        if (list.size() == 1 && list.getFirst() instanceof List<?>) {
            return embedding(column, list.getFirst(), dimensions);
        }
        if (dimensions > 0 && list.size() != dimensions) {
            throw new InvalidRowException(
                    column, list.size() + " dimensions (expected: " + dimensions + ")");
        }
        double squares = 0;
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i) instanceof Number number ? number.doubleValue() : Double.NaN;
            squares += numbers[i] * numbers[i];
        }
        if (!(squares > 0 && squares < Double.POSITIVE_INFINITY)) {
            throw new InvalidRowException(
                    column,
                    "embedding of length "
                            + Math.sqrt(squares)
                            + " (expected: finite numbers, not all 0)");
        }
        double length = Math.sqrt(squares);
        float[] scaled = new float[numbers.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (numbers[i] / length);
        }
        return scaled;
    }

    /// Gathers documents. For one thread.
    public static final class Builder {
        private final long bytesMax;
        private final Map<String, Integer> places = new HashMap<>();
        private final List<float[]> blocks = new ArrayList<>();
        private int dimensions;

        private Builder(long bytesMax) {
            this.bytesMax = bytesMax;
        }

        /// Adds a document.
        ///
        /// @param output that the embedding is from
        /// @throws InvalidRowException if the id is there already, or the embedding is none or of
        ///   other dimensions
        /// @throws ProblemException if the corpus exceeds its memory
        public void add(String id, String output, @Nullable Object embedding)
                throws InvalidRowException {
            float[] vector = embedding(output, embedding, dimensions);
            dimensions = vector.length;
            if (places.containsKey(id)) {
                throw new InvalidRowException("", "document " + id + " is there twice");
            }
            int place = places.size();
            if (place % BLOCK == 0) {
                addBlock();
            }
            places.put(id, place);
            float[] block = blocks.getLast();
            for (int dimension = 0; dimension < dimensions; dimension++) {
                block[dimension * BLOCK + place % BLOCK] = vector[dimension];
            }
        }

        private void addBlock() {
            long bytes = (blocks.size() + 1L) * BLOCK * dimensions * Float.BYTES;
            if (bytes > bytesMax) {
                throw new ProblemException(
                        ProblemCode.EVALUATION_INVALID,
                        "corpus of more than %,d documents of %,d dimensions exceeds %,d bytes"
                                .formatted(places.size(), dimensions, bytesMax),
                        "evaluate with a sample of the documents, or with more memory");
            }
            blocks.add(new float[BLOCK * dimensions]);
        }

        public EmbeddingCorpus build() {
            return new EmbeddingCorpus(Map.copyOf(places), List.copyOf(blocks), dimensions);
        }
    }
}
