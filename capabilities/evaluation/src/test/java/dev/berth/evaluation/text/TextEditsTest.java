package dev.berth.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.testing.RecordedCases;
import dev.berth.evaluation.testing.RecordedCases.RecordedCase;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Edits between texts: `jiwer.csv` has what `cer` and `wer` of jiwer 4.0.0 (Apache-2.0) gave.
final class TextEditsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 2_000 * Integer.getInteger("berth.cases.factor", 1);

    @Test
    void rates_ofRecordedTexts_areThoseOfJiwer() {
        List<RecordedCase> cases = RecordedCases.of(TextEditsTest.class, "jiwer.csv");
        assertThat(cases).hasSizeGreaterThanOrEqualTo(30);
        for (RecordedCase each : cases) {
            TextEdits comparison =
                    TextEdits.of(each.text("reference"), each.text("recognised")).orElseThrow();
            assertThat(rate(comparison.characters()))
                    .as("character error rate of %s", each)
                    .isEqualTo(each.number("cer"), within(1e-12));
            assertThat(rate(comparison.words()))
                    .as("word error rate of %s", each)
                    .isEqualTo(each.number("wer"), within(1e-12));
        }
    }

    private static double rate(EditCounts counts) {
        return (double) counts.edits() / counts.referenceLength();
    }

    /// Compares with the whole table of prefixes, whose cells hold the edits of each kind.
    @Test
    void counts_ofRandomSequences_areThoseOfTheWholeTable() {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            int letters = 1 + random.nextInt(4);
            int[] reference = random.ints(random.nextInt(90), 0, letters).toArray();
            int[] recognised =
                    random.nextBoolean()
                            ? random.ints(random.nextInt(90), 0, letters).toArray()
                            : changed(reference, random, letters);
            assertThat(EditDistance.between(reference, recognised, Long.MAX_VALUE))
                    .as("%s, %s, seed %d", reference, recognised, SEED)
                    .contains(wholeTable(reference, recognised));
        }
    }

    private static int[] changed(int[] reference, Random random, int letters) {
        List<Integer> changed = new java.util.ArrayList<>();
        for (int element : reference) {
            switch (random.nextInt(12)) {
                case 0 -> {}
                case 1 -> changed.add(random.nextInt(letters));
                case 2 -> {
                    changed.add(element);
                    changed.add(random.nextInt(letters));
                }
                default -> changed.add(element);
            }
        }
        return changed.stream().mapToInt(Integer::intValue).toArray();
    }

    private static EditCounts wholeTable(int[] reference, int[] recognised) {
        EditCounts[][] table = new EditCounts[reference.length + 1][recognised.length + 1];
        for (int i = 0; i <= reference.length; i++) {
            for (int j = 0; j <= recognised.length; j++) {
                EditCounts best = i == 0 && j == 0 ? new EditCounts(0, 0, 0, 0) : null;
                if (i > 0) {
                    best = better(best, plus(table[i - 1][j], 0, 1, 0));
                }
                if (j > 0) {
                    best = better(best, plus(table[i][j - 1], 1, 0, 0));
                }
                if (i > 0 && j > 0) {
                    int wrong = reference[i - 1] == recognised[j - 1] ? 0 : 1;
                    best = better(best, plus(table[i - 1][j - 1], 0, 0, wrong));
                }
                table[i][j] = java.util.Objects.requireNonNull(best);
            }
        }
        EditCounts whole = table[reference.length][recognised.length];
        return new EditCounts(
                whole.insertions(), whole.deletions(), whole.substitutions(), reference.length);
    }

    private static EditCounts better(
            @org.jspecify.annotations.Nullable EditCounts one, EditCounts other) {
        if (one == null || other.edits() < one.edits()) {
            return other;
        }
        return other.edits() == one.edits() && other.substitutions() > one.substitutions()
                ? other
                : one;
    }

    private static EditCounts plus(EditCounts counts, int insertion, int deletion, int wrong) {
        return new EditCounts(
                counts.insertions() + insertion,
                counts.deletions() + deletion,
                counts.substitutions() + wrong,
                0);
    }

    @Test
    void texts_thatDifferInTheirNormalForm_areEqual() {
        TextEdits comparison = TextEdits.of("cafe\u0301", "caf\u00e9").orElseThrow();
        assertThat(comparison.isExact()).isTrue();
        assertThat(comparison.characters().referenceLength()).isEqualTo(4);
    }

    @Test
    void words_areSeparatedByAnyWhiteSpace() {
        TextEdits comparison =
                TextEdits.of(" one\u00a0two\n three\u3000", "one two three").orElseThrow();
        assertThat(comparison.words()).isEqualTo(new EditCounts(0, 0, 0, 3));
        assertThat(comparison.isExact()).isFalse();
    }

    @Test
    void texts_thatAreEmpty_areCompared() {
        assertThat(TextEdits.of("", "").orElseThrow().characters())
                .isEqualTo(new EditCounts(0, 0, 0, 0));
        assertThat(TextEdits.of("", "ab").orElseThrow().characters())
                .isEqualTo(new EditCounts(2, 0, 0, 0));
        assertThat(TextEdits.of("ab", "").orElseThrow().characters())
                .isEqualTo(new EditCounts(0, 2, 0, 2));
    }

    /// A million characters with 100 errors need some 400 million cells.
    @Test
    void text_thatIsHugeAndNearlyRight_isCompared() {
        Random random = new Random(SEED);
        StringBuilder reference = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            reference.append((char) ('a' + random.nextInt(26)));
        }
        StringBuilder recognised = new StringBuilder(reference);
        for (int i = 0; i < 100; i++) {
            recognised.setCharAt(i * 10_000 + 7, '?');
        }
        TextEdits comparison =
                TextEdits.of(reference.toString(), recognised.toString()).orElseThrow();
        assertThat(comparison.characters()).isEqualTo(new EditCounts(0, 0, 100, 1_000_000));
    }

    @Test
    void texts_thatAreHugeAndDifferEverywhere_areNotCompared() {
        assertThat(TextEdits.of("a".repeat(1_000_000), "b".repeat(1_000_000))).isEmpty();
        assertThat(TextEdits.of("a ".repeat(100_000), "b")).isEmpty();
    }
}
