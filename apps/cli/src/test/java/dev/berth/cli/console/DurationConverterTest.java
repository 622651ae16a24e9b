package dev.berth.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
    private final DurationConverter converter = new DurationConverter();

    @Test
    void convert_eachUnit_isTaken() {
        assertThat(converter.convert("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(converter.convert("30s")).isEqualTo(Duration.ofSeconds(30));
        assertThat(converter.convert("5m")).isEqualTo(Duration.ofMinutes(5));
        assertThat(converter.convert("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(converter.convert("7d")).isEqualTo(Duration.ofDays(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"999999999ms", "999999999s", "999999m", "999999h", "9999d"})
    void convert_longestOfAUnit_canBeAddedToTheClock(String text) {
        assertThat(converter.convert(text).toNanos()).isBetween(1L, 1L << 62);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "5w",
                "10000d",
                "-5s",
                "1.5s",
                "1000000h",
                "1000000m",
                "1000000000s"
            })
    void convert_anythingElse_isRefused(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> converter.convert(text));
    }
}
