package dev.berth.core.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FeatureGrantTest {
    @Test
    void parse_ofTheForm_isReadAndWrittenAgain() {
        assertThat(FeatureGrant.parse("arrival-delay"))
                .isEqualTo(new FeatureGrant("arrival-delay", OptionalInt.empty()))
                .hasToString("arrival-delay");
        assertThat(FeatureGrant.parse("departures@12"))
                .isEqualTo(new FeatureGrant("departures", OptionalInt.of(12)))
                .hasToString("departures@12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1x",
                "a b",
                "a@",
                "a@0",
                "a@01",
                "a@v1",
                "a@latest",
                "a@1234567890",
                "a@1:f",
                "@1"
            })
    void parse_ofAnotherForm_isRefused(String text) {
        assertThatThrownBy(() -> FeatureGrant.parse(text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("name-invalid");
    }

    @Test
    void covers_aVersion_asTheNameAloneDoes() {
        var one = permissions("a@1");
        assertThat(one.covers(FeatureGrant.parse("a@1"))).isTrue();
        assertThat(one.covers(FeatureGrant.parse("a@2"))).isFalse();
        assertThat(one.covers(FeatureGrant.parse("a"))).isFalse();
        var each = permissions("a");
        assertThat(each.covers(FeatureGrant.parse("a@2"))).isTrue();
        assertThat(each.covers(FeatureGrant.parse("a"))).isTrue();
        assertThat(each.covers(FeatureGrant.parse("b"))).isFalse();
    }

    private static ApiConsumer.Permissions permissions(String grant) {
        return new ApiConsumer.Permissions(
                Set.of(), Optional.of(Set.of(FeatureGrant.parse(grant))));
    }
}
