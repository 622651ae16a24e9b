package dev.berth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", ".hidden", "-x", "a/b", "a\\b", "a b", "a\n", "ä", "a%2f"})
    void of_forbiddenText_throwsNameInvalid(String text) {
        assertThatThrownBy(() -> ModelName.of(text))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.NAME_INVALID));
    }

    @Test
    void of_oneHundredTwentyEightCharacters_isAllowed() {
        assertThat(ModelName.of("a".repeat(128)).value()).hasSize(128);
    }

    @Test
    void of_oneHundredTwentyNineCharacters_throws() {
        assertThatThrownBy(() -> ModelName.of("a".repeat(129)))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void reference_nameAndVersion_isWrittenWithAnAt() {
        assertThat(ModelReference.of("churn", "7")).hasToString("churn@7");
    }

    @Test
    void reference_sameName_ordersByVersion() {
        assertThat(ModelReference.of("churn", "9")).isLessThan(ModelReference.of("churn", "10"));
    }

    @Test
    void reference_otherName_ordersByName() {
        assertThat(ModelReference.of("a", "10")).isLessThan(ModelReference.of("b", "9"));
    }
}
