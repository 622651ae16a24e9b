package dev.berth.endpoint.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.berth.core.endpoint.ResponseCachePolicy;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Cache hits for equal records alone, whatever the hashes of records are.
final class CacheKeyTest {
    /// As many as the bound on kept answers lets be replaced again and again.
    private static final int KEYS = Integer.getInteger("berth.cache.keys", 200_000);

    /// Different letters, so few that records differ in where they are cut more than in what they
    /// say.
    private static final String LETTERS = "ab";

    private final TensorPool pool = new TensorPool();
    private final Random random = new Random(Long.getLong("berth.seed", 1));

    private static ResponseCache cache(long bytesMax, int hashes) {
        return new ResponseCache(
                new ResponseCachePolicy(bytesMax, Duration.ofHours(1)),
                Duration.ofHours(1),
                content -> content.length % hashes,
                Ticker.disabledTicker());
    }

    @Test
    void records_whoseHashesCollide_neverGetTheAnswerOfAnother() {
        ResponseCache cache = cache(1 << 20, 3);
        int hits = 0;
        for (int i = 0; i < KEYS; i++) {
            List<String> texts = List.of(word(), word(), word());
            String expected = texts.toString();
            CacheKey key = key(cache, texts);
            CachedResponse kept = cache.kept(key);
            if (kept == null) {
                cache.keep(key, answer(expected));
            } else {
                hits++;
                try (NamedTensors given = kept.toTensors(pool)) {
                    if (!given.tensor(0).text(0).equals(expected)) {
                        assertThat(given.tensor(0).text(0)).as("record %d", i).isEqualTo(expected);
                    }
                }
            }
        }
        // Neither all nor none was kept, so that both ways were gone.
        assertThat(hits).isBetween(KEYS / 100, KEYS - KEYS / 100);
        assertThat(cache.byteCount()).isLessThanOrEqualTo(1 << 20);
    }

    /// Up to five letters: 63 words, and a quarter of a million records of three.
    private String word() {
        int length = random.nextInt(6);
        var word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return word.toString();
    }

    private static CacheKey key(ResponseCache cache, List<String> texts) {
        Tensor first = Tensor.ofStrings(Shape.of(1), texts.subList(0, 1));
        Tensor others = Tensor.ofStrings(Shape.of(1, 2), texts.subList(1, 3));
        return Objects.requireNonNull(cache.key("", List.of(first, others)));
    }

    private static CachedResponse answer(String text) {
        var answer = new NamedTensors();
        answer.put("y", Tensor.ofStrings(Shape.of(1), List.of(text)));
        return CachedResponse.copyOf(answer, List.of(), 0);
    }

    @Test
    void numbers_ofOtherShapesOrVariants_areOtherRecords() {
        ResponseCache cache = cache(1 << 20, 1);
        try (Tensor row = Tensor.ofFloats(pool, Shape.of(1, 4), 1, 2, 3, 4);
                Tensor square = Tensor.ofFloats(pool, Shape.of(1, 2, 2), 1, 2, 3, 4);
                Tensor same = Tensor.ofFloats(pool, Shape.of(1, 4), 1, 2, 3, 4)) {
            CacheKey key = Objects.requireNonNull(cache.key("a", List.of(row)));
            cache.keep(key, answer("kept"));
            assertThat(cache.kept(Objects.requireNonNull(cache.key("a", List.of(same)))))
                    .isNotNull();
            assertThat(cache.kept(Objects.requireNonNull(cache.key("b", List.of(same))))).isNull();
            assertThat(cache.kept(Objects.requireNonNull(cache.key("a", List.of(square)))))
                    .isNull();
            // A negative zero is equal to zero, and may make another answer.
            try (Tensor zero = Tensor.ofFloats(pool, Shape.of(1, 1), 0f);
                    Tensor negative = Tensor.ofFloats(pool, Shape.of(1, 1), -0f)) {
                assertThat(cache.key("a", List.of(zero)))
                        .isNotEqualTo(cache.key("a", List.of(negative)));
            }
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void record_largerThanItsShare_hasNoKey() {
        ResponseCache cache = cache(1 << 10, 1);
        assertThat(cache.key("", List.of(Tensor.ofStrings(Shape.of(1), List.of("x".repeat(65))))))
                .isNull();
    }
}
