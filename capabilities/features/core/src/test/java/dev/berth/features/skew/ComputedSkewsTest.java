package dev.berth.features.skew;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.feature.FeatureName;
import dev.berth.features.RandomComputed;
import dev.berth.features.RandomHistory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of recomputing served on-demand features.
class ComputedSkewsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 20 * Integer.getInteger("berth.cases.factor", 1);
    private static final int ROWS = 30;

    private static RecordedRows served(RandomComputed scenario) {
        var rows = new RecordedRows();
        var _ = scenario.online(scenario.spine(ROWS), rows);
        return rows;
    }

    private static List<ViewSkew> skews(RandomComputed scenario, RecordedRows rows) {
        var skews = new ComputedSkews(scenario.definitions());
        rows.visit(skews::add);
        return skews.skews();
    }

    @Test
    void skews_whatWasServed_isTheSame() {
        for (int i = 0; i < ROUNDS; i++) {
            var scenario = new RandomComputed(new RandomHistory(SEED + i, 1));
            RecordedRows rows = served(scenario);

            List<ViewSkew> skews = skews(scenario, rows);

            assertThat(skews).hasSize(1);
            assertThat(skews.getFirst().rowCount()).isEqualTo(rows.rows().size()).isEqualTo(ROWS);
            assertThat(skews.getFirst().features()).hasSameSizeAs(scenario.view().features());
            for (FeatureSkew feature : skews.getFirst().features()) {
                assertThat(feature.sameCount())
                        .as("%s: %s", scenario, feature.examples())
                        .isEqualTo(ROWS);
            }
        }
    }

    @Test
    void skews_valueThatWasServedOtherwise_isDifferent() {
        var scenario = new RandomComputed(new RandomHistory(SEED + 100, 1));
        RecordedRows rows = served(scenario);
        FeatureName feature = scenario.view().features().getFirst().name();
        ServedRow row = rows.rows().getFirst();
        rows.rows()
                .set(
                        0,
                        new ServedRow(
                                row.atMicros(),
                                row.views().stream()
                                        .map(
                                                view ->
                                                        view.view()
                                                                        .equals(
                                                                                scenario.view()
                                                                                        .reference())
                                                                ? with(view, feature, "otherwise")
                                                                : view)
                                        .toList()));

        FeatureSkew skew = skews(scenario, rows).getFirst().features().getFirst();

        assertThat(skew.feature().feature()).isEqualTo(feature);
        assertThat(skew.differentCount()).isOne();
        assertThat(skew.sameCount()).isEqualTo(ROWS - 1);
        assertThat(skew.examples().getFirst().served()).isEqualTo("otherwise");
    }

    private static ServedView with(ServedView view, FeatureName feature, Object value) {
        Map<FeatureName, @Nullable Object> values = new LinkedHashMap<>(view.values());
        values.put(feature, value);
        return new ServedView(
                view.view(), view.fields(), OptionalLong.empty(), OptionalLong.empty(), values);
    }

    @Test
    void skews_storedFeaturesThatAreMissing_arePassedOver() {
        for (int i = 0; i < ROUNDS; i++) {
            var scenario = new RandomComputed(new RandomHistory(SEED + 200 + i, 1));
            RecordedRows rows = served(scenario);
            boolean reads =
                    scenario.view().features().stream()
                            .anyMatch(
                                    feature ->
                                            feature.expression()
                                                    .orElseThrow()
                                                    .text()
                                                    .contains("there."));
            rows.rows()
                    .replaceAll(
                            row -> new ServedRow(row.atMicros(), List.of(row.views().getLast())));

            ViewSkew skew = skews(scenario, rows).getFirst();

            assertThat(skew.rowCount()).as("%s", scenario).isEqualTo(reads ? 0 : ROWS);
        }
    }
}
