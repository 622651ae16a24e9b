package dev.berth.cards.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cards.SampleReports;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.ReportJson;
import dev.berth.protocol.json.JsonValues;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportComparisonTest {
    private static final EvaluationReport RECORDED = SampleReports.credit();

    private static final Set<String> OF_DATA_ALONE = Set.of("confidence", "weight");

    private static EvaluationReport edited(UnaryOperator<String> edit) {
        String written = ReportJson.write(RECORDED);
        String edited = edit.apply(written);
        assertThat(edited).isNotEqualTo(written);
        return ReportJson.read(edited, "credit.json");
    }

    private static List<String> differences(EvaluationReport recorded, EvaluationReport again) {
        return ReportComparison.compare("credit.json", recorded, again).stream()
                .map(DocumentDifference::sentence)
                .toList();
    }

    /// The report of a processor whose kernels round otherwise: each number that predictions change
    /// is another.
    private static EvaluationReport onAnotherProcessor(double relative) {
        Object plain = JsonValues.read(ReportJson.write(RECORDED));
        return ReportJson.read(JsonValues.text(changed(plain, relative)), "credit.json");
    }

    private static @Nullable Object changed(@Nullable Object value, double relative) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> all = new LinkedHashMap<>();
                map.forEach(
                        (key, each) ->
                                all.put(
                                        String.valueOf(key),
                                        OF_DATA_ALONE.contains(key)
                                                ? each
                                                : changed(each, relative)));
                yield all;
            }
            case List<?> list -> list.stream().map(each -> changed(each, relative)).toList();
            case Double number -> number * (1 + relative);
            case null, default -> value;
        };
    }

    @Test
    void numbers_ofAnotherProcessor_areEqual() {
        EvaluationReport again = onAnotherProcessor(1e-5);

        assertThat(again).isNotEqualTo(RECORDED);
        assertThat(differences(RECORDED, again)).isEmpty();
    }

    @Test
    void numbers_thatDifferInWhatIsShown_areNot() {
        assertThat(differences(RECORDED, onAnotherProcessor(1e-3))).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @CsvSource({
        "0.7712, 0.7722, accuracy",
        "2.0E-5, 2.1E-5, adjusted",
        "402, 403, read",
    })
    void number_thatIsEdited_isNamed(String recorded, String edit, String name) {
        EvaluationReport edited = edited(text -> text.replaceFirst(": " + recorded, ": " + edit));

        assertThat(differences(edited, RECORDED))
                .singleElement()
                .asString()
                .containsIgnoringCase(name)
                .contains("'" + edit + "' (expected: '" + recorded + "')");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0.50009, true",
        "0.5, 0.5002, false",
        "0.001, 0.001009, true",
        "0.001, 0.0011, false",
        "5000000, 5000004, true",
        "5000000, 5000006, false"
    })
    void tolerance_isRelative_butForNumbersBetween(double one, double other, boolean isAllowed) {
        assertThat(Tolerance.REPEATED.allows(one, other)).isEqualTo(isAllowed);
        assertThat(Tolerance.REPEATED.allows(-other, -one)).isEqualTo(isAllowed);
        assertThat(Tolerance.NONE.allows(one, other)).isFalse();
        assertThat(Tolerance.NONE.allows(one, one)).isTrue();
    }

    @Test
    void counts_areComparedExactly() {
        assertThat(Tolerance.REPEATED.allows(5_000_000L, 5_000_001L)).isFalse();
        assertThat(Tolerance.REPEATED.allows(5_000_000L, 5_000_000L)).isTrue();
    }
}
