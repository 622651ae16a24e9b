package dev.berth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelVersionTest {

    @ParameterizedTest
    @CsvSource({
        "9, 10",
        "10, 10.1",
        "10.1, 10.rc",
        "1.9, 1.10",
        "2024-09-30, 2024-10-01",
        "v2, v10",
        "1, a",
        "A, a",
        "01, 1",
        "01.2, 1.3",
        "1.2, 01.3",
        "99999999999999999998, 99999999999999999999",
        "9999999999999999999, 10000000000000000000",
        "0, 1",
        "00, 1",
    })
    void compareTo_twoVersions_ordersAsPeopleRead(String lesser, String greater) {
        assertThat(ModelVersion.of(lesser)).isLessThan(ModelVersion.of(greater));
    }

    @Test
    void compareTo_sameText_isZero() {
        assertThat(ModelVersion.of("1.0")).isEqualByComparingTo(ModelVersion.of("1.0"));
    }

    @Test
    void compareTo_sameNumbersOtherText_isNotZero() {
        assertThat(ModelVersion.of("1.00")).isNotEqualByComparingTo(ModelVersion.of("1.0"));
    }

    @Test
    void compareTo_randomTriples_isATotalOrder() {
        SeededRandom.check(
                random -> {
                    for (int round = 0; round < 50_000; round++) {
                        ModelVersion a = version(random);
                        ModelVersion b = version(random);
                        ModelVersion c = version(random);
                        assertThat(Integer.signum(a.compareTo(b)))
                                .as("%s against %s", a, b)
                                .isEqualTo(-Integer.signum(b.compareTo(a)));
                        assertThat(a.compareTo(b) == 0).as("%s = %s", a, b).isEqualTo(a.equals(b));
                        if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
                            assertThat(a.compareTo(c)).as("%s, %s, %s", a, b, c).isNotPositive();
                        }
                    }
                });
    }

    /// Few characters and short texts, so that ties and common beginnings are frequent.
    private static ModelVersion version(RandomGenerator random) {
        String letters = "0019a.";
        var text = new StringBuilder().append(letters.charAt(random.nextInt(5)));
        int length = random.nextInt(4);
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return ModelVersion.of(text.toString());
    }

    @Test
    void compareTo_naturals_ordersLikeTheirNumbers() {
        List<ModelVersion> versions = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            versions.add(ModelVersion.of(Integer.toString(i)));
        }
        assertThat(versions).isSorted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0-rc_2", "A", "2024-10-01"})
    void of_allowedText_keepsIt(String text) {
        assertThat(ModelVersion.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "-1", "_1", "1/2", "1 2", "1\n", "é", "١", "../1"})
    void of_forbiddenText_throwsNameInvalid(String text) {
        assertThatThrownBy(() -> ModelVersion.of(text))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.NAME_INVALID));
    }

    @Test
    void of_sixtyFourCharacters_isAllowed() {
        assertThat(ModelVersion.of("1".repeat(64)).value()).hasSize(64);
    }

    @Test
    void of_sixtyFiveCharacters_throws() {
        assertThatThrownBy(() -> ModelVersion.of("1".repeat(65)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("1 to 64");
    }
}
