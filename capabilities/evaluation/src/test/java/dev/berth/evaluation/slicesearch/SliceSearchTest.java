package dev.berth.evaluation.slicesearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.evaluation.significance.Correction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SliceSearchTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int FACTOR = Integer.getInteger("berth.cases.factor", 1);

    /// With this factor 1,000 of each kind.
    private static final int QUIET_ROUNDS = 50 * FACTOR;

    private static final List<String> COLUMNS =
            List.of("age", "sex", "city", "married", "income", "children");

    private final SplittableRandom random = new SplittableRandom(SEED);

    private record Person(
            long age,
            String sex,
            @Nullable String city,
            boolean married,
            @Nullable Double income,
            int children) {
        static Person draw(SplittableRandom random) {
            return new Person(
                    18 + random.nextInt(60),
                    random.nextBoolean() ? "male" : "female",
                    random.nextInt(20) == 0
                            ? null
                            : "city-" + random.nextInt(1 + random.nextInt(12)),
                    random.nextInt(3) > 0,
                    random.nextInt(10) == 0 ? null : Math.exp(random.nextGaussian()),
                    random.nextInt(5));
        }

        @Nullable Object[] values() {
            return new @Nullable Object[] {age, sex, city, married, income, children};
        }
    }

    private RowSample sample(int rows, ToDoubleFunction<Person> loss) {
        RowSample sample = new RowSample(COLUMNS);
        for (int row = 1; row <= rows; row++) {
            Person person = Person.draw(random);
            sample.add(row, loss.applyAsDouble(person), 0, person.values());
        }
        return sample;
    }

    private double error(double probability) {
        return random.nextDouble() < probability ? 1 : 0;
    }

    private static List<FoundSlice> search(RowSample sample) {
        return SliceSearch.search(sample, "error-rate", SearchSettings.DEFAULT, 0.95);
    }

    @Test
    void category_thatIsWorse_isFoundAlone() {
        List<FoundSlice> found =
                search(sample(20_000, each -> error("city-2".equals(each.city) ? 0.3 : 0.1)));
        assertThat(found).hasSize(1);
        FoundSlice slice = found.getFirst();
        assertThat(slice.name()).isEqualTo("city=city-2");
        assertThat(slice.condition()).isEqualTo("city == \"city-2\"");
        assertThat(slice.inside().value()).isEqualTo(0.3, within(0.05));
        assertThat(slice.inside().low()).isBetween(0.2, slice.inside().value());
        assertThat(slice.outside().value()).isEqualTo(0.1, within(0.02));
        assertThat(slice.adjustedPValue()).isBetween(slice.pValue(), 1e-6);
        assertThat(slice.correction()).isEqualTo("benjamini-hochberg");
    }

    @Test
    void pair_thatIsWorse_isFoundWithoutItsParts() {
        List<FoundSlice> found =
                search(
                        sample(
                                40_000,
                                each ->
                                        error(
                                                each.sex.equals("male") && each.children == 3
                                                        ? 0.4
                                                        : 0.1)));
        assertThat(found).extracting(FoundSlice::name).containsExactly("sex=male and children=3");
        assertThat(found.getFirst().condition()).isEqualTo("sex == \"male\" && children == 3");
    }

    @Test
    void interval_thatSpansBins_isFoundWhole() {
        List<FoundSlice> found = search(sample(40_000, each -> error(each.age < 30 ? 0.3 : 0.1)));
        assertThat(found).hasSize(1);
        // Two deciles, whose bounds are those of the rows.
        assertThat(found.getFirst().condition()).matches("age < (29|30|31)");
    }

    @Test
    void missingValues_thatAreWorse_areFound() {
        List<FoundSlice> found =
                search(sample(20_000, each -> error(each.income == null ? 0.3 : 0.1)));
        assertThat(found).extracting(FoundSlice::condition).containsExactly("income == null");
    }

    @Test
    void numbers_ofALoss_areComparedByTheirMeans() {
        List<FoundSlice> found =
                search(
                        sample(
                                20_000,
                                each -> Math.exp(random.nextGaussian()) * (each.married ? 1 : 2)));
        assertThat(found).extracting(FoundSlice::name).containsExactly("married=false");
        assertThat(found.getFirst().inside().hasInterval()).isFalse();
    }

    @Test
    void severalSlices_thatAreWorse_areAllFound() {
        List<FoundSlice> found =
                search(
                        sample(
                                40_000,
                                each ->
                                        error(
                                                "city-1".equals(each.city) || each.children == 0
                                                        ? 0.3
                                                        : 0.1)));
        assertThat(found)
                .extracting(FoundSlice::name)
                .containsExactlyInAnyOrder("city=city-1", "children=0");
    }

    /// Where no slice is worse, at most 5 % of all searches find one, whatever the losses: errors,
    /// rare errors, long-tailed numbers. Slices of any effect count, not only of one that matters.
    @Test
    void search_withNothingPlanted_seldomFindsAnything() {
        List<ToDoubleFunction<Person>> losses =
                List.of(
                        each -> error(0.2),
                        each -> error(0.01),
                        each -> Math.exp(1.5 * random.nextGaussian()),
                        each -> random.nextDouble());
        SearchSettings settings =
                new SearchSettings(0.05, Correction.BENJAMINI_HOCHBERG, 100, 0, 20);
        for (int kind = 0; kind < losses.size(); kind++) {
            int alarms = 0;
            for (int round = 0; round < QUIET_ROUNDS; round++) {
                RowSample sample = sample(3_000, losses.get(kind));
                alarms += SliceSearch.search(sample, "loss", settings, 0.95).isEmpty() ? 0 : 1;
            }
            // Three standard errors beyond the level.
            double limit = 0.05 + 3 * Math.sqrt(0.05 * 0.95 / QUIET_ROUNDS);
            assertThat((double) alarms / QUIET_ROUNDS)
                    .as("alarms of losses %d in %d rounds, seed %d", kind, QUIET_ROUNDS, SEED)
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void effect_thatIsTooSmall_isNotReported() {
        RowSample sample = sample(200_000, each -> error(each.married ? 0.10 : 0.12));
        assertThat(search(sample)).isEmpty();
        SearchSettings any = new SearchSettings(0.05, Correction.HOLM, 100, 0, 20);
        assertThat(SliceSearch.search(sample, "error-rate", any, 0.95))
                .extracting(FoundSlice::name)
                .contains("married=false");
    }

    @Test
    void sample_ofNothingOrOfOneLoss_hasNoSlice() {
        assertThat(search(new RowSample(COLUMNS))).isEmpty();
        assertThat(search(sample(1_000, each -> 0))).isEmpty();
        assertThat(search(sample(1_000, each -> 1))).isEmpty();
        assertThat(search(new RowSample(List.of()))).isEmpty();
    }

    @Test
    void slice_whereAllIsWrongAndNothingElse_isFound() {
        assertThat(search(sample(5_000, each -> each.children == 2 ? 1 : 0)))
                .extracting(FoundSlice::name)
                .containsExactly("children=2");
        assertThat(search(sample(5_000, each -> each.children == 2 ? 0.7 : 0.2)))
                .extracting(FoundSlice::name)
                .containsExactly("children=2");
    }

    @Test
    void search_ofTheSameRows_findsTheSame() {
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            people.add(Person.draw(random));
        }
        RowSample one = new RowSample(COLUMNS);
        RowSample other = new RowSample(COLUMNS);
        for (int i = 0; i < people.size(); i++) {
            double loss = people.get(i).age % 7 == 0 && people.get(i).married ? 1 : 0;
            one.add(i, loss, 0, people.get(i).values());
            other.add(i, loss, 0, people.get(i).values());
        }
        assertThat(search(one)).isEqualTo(search(other));
    }
}
