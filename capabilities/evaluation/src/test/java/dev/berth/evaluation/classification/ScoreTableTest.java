package dev.berth.evaluation.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.bootstrap.PoissonBootstrap;
import dev.berth.evaluation.report.MetricValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreTableTest {
    private static final long SEED = Long.getLong("berth.seed", 20261125);

    private record Unit(double score, boolean positive, double weight) {}

    private static List<Unit> units(int count, int distinct) {
        var random = new Random(SEED);
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean positive = random.nextInt(3) == 0;
            double score = random.nextGaussian() + (positive ? 1 : 0);
            units.add(
                    new Unit(
                            distinct == 0 ? score : Math.rint(score * distinct) / distinct,
                            positive,
                            1 + random.nextInt(3)));
        }
        return units;
    }

    private static ScoreTable table(List<Unit> units, int limit) {
        var table = new ScoreTable(limit);
        units.forEach(unit -> table.add(unit.score(), unit.positive(), unit.weight()));
        return table;
    }

    /// Compares every pair.
    private static double pairs(List<Unit> units) {
        double wins = 0;
        double all = 0;
        for (Unit one : units) {
            for (Unit other : units) {
                if (one.positive() && !other.positive()) {
                    double weight = one.weight() * other.weight();
                    all += weight;
                    wins +=
                            one.score() > other.score()
                                    ? weight
                                    : one.score() == other.score() ? weight / 2 : 0;
                }
            }
        }
        return wins / all;
    }

    @Test
    void area_withinTheLimit_isThatOfAllPairs() {
        for (int distinct : new int[] {0, 4}) {
            List<Unit> units = units(700, distinct);
            ScoreTable table = table(units, 1000);

            assertThat(table.isExact()).isTrue();
            assertThat(table.cells().rocAuc())
                    .as("seed %d", SEED)
                    .isCloseTo(pairs(units), within(1e-12));
        }
    }

    @Test
    void area_beyondTheLimit_isAlmostThatOfAllPairs() {
        List<Unit> units = units(5000, 0);
        ScoreTable table = table(units, 1000);

        assertThat(table.isExact()).isFalse();
        assertThat(table.cells().size()).isBetween(250, 1000);
        assertThat(table.cells().rocAuc()).isCloseTo(pairs(units), within(2e-5));
    }

    @Test
    void cells_beyondTheLimit_areTheSameInAnyOrder() {
        List<Unit> units = units(5000, 0);
        ScoreCells expected = table(units, 300).cells();
        Collections.shuffle(units, new Random(SEED));
        ScoreCells found = table(units, 300).cells();

        assertThat(found.weights()).isEqualTo(expected.weights());
        assertThat(found.rocCurve()).isEqualTo(expected.rocCurve());
    }

    private static byte[] bytes(ScoreTable table) {
        var out = new ByteWriter();
        table.write(out);
        return out.toBytes();
    }

    @Test
    void table_writtenAndRead_goesOnTheSame() {
        List<Unit> units = units(3000, 0);
        ScoreTable before = table(units.subList(0, 1200), 500);
        var after = new ScoreTable(500);
        after.read(new ByteReader(bytes(before)));
        units.subList(1200, 3000)
                .forEach(unit -> after.add(unit.score(), unit.positive(), unit.weight()));

        assertThat(bytes(after)).isEqualTo(bytes(table(units, 500)));
    }

    @Test
    void keys_haveTheOrderOfTheScores() {
        double[] scores = {
            Double.NEGATIVE_INFINITY, -2, -1, -Double.MIN_VALUE, 0, Double.MIN_VALUE, 0.1, 1, 1e300
        };
        for (int i = 1; i < scores.length; i++) {
            assertThat(ScoreTable.key(scores[i])).isGreaterThan(ScoreTable.key(scores[i - 1]));
        }
        assertThat(ScoreTable.key(-0.0)).isEqualTo(ScoreTable.key(0.0));
    }

    @Test
    void coarseCells_haveTheSameWeightsAndAlmostTheSameAreas() {
        ScoreCells cells = table(units(20_000, 0), 100_000).cells();
        ScoreCells coarse = cells.coarsened(CurveMetrics.CELLS_MAX);

        assertThat(coarse.size()).isBetween(450, 513);
        assertThat(coarse.rocAuc()).isCloseTo(cells.rocAuc(), within(2e-5));
        assertThat(coarse.averagePrecision()).isCloseTo(cells.averagePrecision(), within(2e-3));
    }

    @Test
    void intervals_coverTheAreaAsOftenAsTheySay() {
        // Two normal distributions one deviation apart: the area is the normal distribution's value
        // at
        // 1 / sqrt(2).
        double truth = 0.760_249_938_906_523;
        int covered = 0;
        int runs = 300;
        for (int run = 0; run < runs; run++) {
            var random = new Random(SEED + run);
            var table = new ScoreTable(10_000);
            for (int i = 0; i < 400; i++) {
                boolean positive = i % 2 == 0;
                table.add(random.nextGaussian() + (positive ? 1 : 0), positive, 1);
            }
            var bootstrap = new PoissonBootstrap(300, run, 0.9);
            MetricValue area =
                    CurveMetrics.of(table.cells(), bootstrap, 0).rocAuc("roc-auc", bootstrap);
            covered += area.low() <= truth && truth <= area.high() ? 1 : 0;
        }
        assertThat(covered / (double) runs).as("seed %d", SEED).isBetween(0.84, 0.95);
    }
}
