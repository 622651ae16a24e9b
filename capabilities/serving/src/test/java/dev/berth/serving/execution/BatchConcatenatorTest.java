package dev.berth.serving.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchConcatenatorTest {
    private final TensorPool pool = new TensorPool();
    private final BatchConcatenator joiner = new BatchConcatenator(pool);

    @AfterEach
    void everyBlockIsGivenBack() {
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void join_sameShapes_appendsRows() {
        try (Tensor a = Tensor.ofFloats(pool, Shape.of(1, 2), 1, 2);
                Tensor b = Tensor.ofFloats(pool, Shape.of(2, 2), 3, 4, 5, 6);
                Tensor joined = joiner.join(List.of(a, b), Shape.of(2))) {
            assertThat(joined.shape()).isEqualTo(Shape.of(3, 2));
            assertThat(joined.toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void join_shorterRow_isFilledWithZeros() {
        try (Tensor a = Tensor.ofLongs(pool, Shape.of(1, 3), 1, 2, 3);
                Tensor b = Tensor.ofLongs(pool, Shape.of(1, 1), 9);
                Tensor joined = joiner.join(List.of(a, b), Shape.of(3))) {
            assertThat(joined.toLongs()).containsExactly(1, 2, 3, 9, 0, 0);
        }
    }

    @Test
    void join_strings_keepsElements() {
        try (Tensor a = Tensor.ofStrings(Shape.of(1), List.of("ä"));
                Tensor b = Tensor.ofStrings(Shape.of(2), List.of("b", "c"));
                Tensor joined = joiner.join(List.of(a, b), Shape.of())) {
            assertThat(List.of(joined.text(0), joined.text(1), joined.text(2)))
                    .containsExactly("ä", "b", "c");
        }
    }

    @Test
    void join_noRows_isEmpty() {
        try (Tensor a = Tensor.ofFloats(pool, Shape.of(0, 2));
                Tensor joined = joiner.join(List.of(a), Shape.of(2))) {
            assertThat(joined.shape()).isEqualTo(Shape.of(0, 2));
        }
    }

    /// Joining to a larger shape and cropping back gives every part as it was, for shapes of up to
    /// four dimensions.
    @Test
    void crop_afterJoin_givesBackEveryPart() {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            int rank = 1 + random.nextInt(4);
            List<Tensor> parts = new ArrayList<>();
            var target = new long[rank];
            for (int part = 0; part < 1 + random.nextInt(4); part++) {
                var sizes = new long[rank];
                for (int d = 0; d < rank; d++) {
                    sizes[d] = 1L + random.nextInt(4);
                    target[d] = Math.max(target[d], sizes[d]);
                }
                parts.add(randomTensor(random, Shape.of(sizes).prepend(random.nextLong(3))));
            }
            try (Tensor joined = joiner.join(parts, Shape.of(target))) {
                int from = 0;
                for (Tensor part : parts) {
                    try (Tensor rows = joined.slice(from, part.rows());
                            Tensor cropped = joiner.crop(rows, part.shape().withoutLeading())) {
                        assertThat(cropped.shape())
                                .as("seed %d round %d", seed, round)
                                .isEqualTo(part.shape());
                        assertThat(bytes(cropped))
                                .as("seed %d round %d", seed, round)
                                .isEqualTo(bytes(part));
                    }
                    from += part.rows();
                }
                assertThat(sum(joined))
                        .as("seed %d: the rest is zero", seed)
                        .isEqualTo(parts.stream().mapToDouble(BatchConcatenatorTest::sum).sum());
            } finally {
                parts.forEach(Tensor::close);
            }
        }
    }

    private Tensor randomTensor(Random random, Shape shape) {
        Tensor tensor = Tensor.allocate(pool, ElementType.INT16, shape);
        for (int i = 0; i < shape.elementCount(); i++) {
            tensor.setNumber(i, random.nextInt(1000));
        }
        return tensor;
    }

    private static double sum(Tensor tensor) {
        double sum = 0;
        for (int i = 0; i < tensor.shape().elementCount(); i++) {
            sum += tensor.number(i);
        }
        return sum;
    }

    private static String bytes(Tensor tensor) {
        var bytes = new byte[tensor.data().capacity()];
        tensor.data().get(0, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
