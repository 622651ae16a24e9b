package dev.berth.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The expressions that the guides to endpoints show compile.
final class GuideExpressionsTest {
    /// What the guides' examples have.
    private static final Map<String, FeatureType> VARIABLES =
            Map.of(
                    "input.text", FeatureType.of(ValueType.STRING),
                    "input.language", FeatureType.of(ValueType.STRING),
                    "input.age", FeatureType.of(ValueType.INT64),
                    "input.user", FeatureType.of(ValueType.STRING),
                    "output.sure", FeatureType.of(ValueType.BOOL),
                    "output.valid", FeatureType.of(ValueType.BOOL),
                    "topic.score", FeatureType.of(ValueType.FLOAT64),
                    "line.score", FeatureType.of(ValueType.FLOAT64));

    /// Values of keys that take an expression, in double quotes or bare, and those of `replace` and
    /// `answer`.
    private static final Pattern EXPRESSION =
            Pattern.compile(
                    "(?:(?:when|sticky-by|value): |(?:replace|answer): \\{[a-z]+: )"
                            + "(?:\"((?:[^\"\\\\]|\\\\.)*)\"|(input\\.[a-z]+))");

    private static Stream<String> lines(String guide) {
        Path guides = Path.of("").toAbsolutePath().resolve("../../docs/guides").normalize();
        try {
            return Files.readAllLines(guides.resolve(guide)).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> expressions() {
        return Stream.of("endpoints.md", "endpoint-traffic.md", "endpoint-reliability.md")
                .flatMap(GuideExpressionsTest::lines)
                .flatMap(line -> EXPRESSION.matcher(line).results())
                .map(match -> match.group(1) != null ? match.group(1) : match.group(2))
                .map(text -> text.replace("\\\\", "\\"))
                .distinct()
                .toList();
    }

    @Test
    void guide_showsExpressions() {
        assertThat(expressions())
                .hasSizeGreaterThan(9)
                .contains("input.text.substring(0, 5000)", "input.text.matches(r'^\\s*$')");
    }

    @ParameterizedTest
    @MethodSource("expressions")
    void expression_ofTheGuide_compiles(String text) {
        assertThatCode(() -> ValueExpression.compile(text, VARIABLES)).doesNotThrowAnyException();
    }

    @Test
    void extensions_forStringsAndMathematics_areThere() throws Exception {
        Map<String, Object> values = Map.of("input.text", " Kiosk ", "topic.score", 2.6);
        assertThat(value("input.text.trim().lowerAscii()", ValueType.STRING, values))
                .isEqualTo("kiosk");
        assertThat(value("input.text.substring(1, 6)", ValueType.STRING, values))
                .isEqualTo("Kiosk");
        assertThat(value("math.greatest(1.0, topic.score)", ValueType.FLOAT64, values))
                .isEqualTo(2.6);
        assertThat(value("math.round(topic.score)", ValueType.FLOAT64, values)).isEqualTo(3.0);
    }

    private static Object value(String text, ValueType type, Map<String, Object> values)
            throws Exception {
        return Objects.requireNonNull(
                ValueExpression.compile(text, VARIABLES)
                        .evaluate(FeatureType.of(type), values::get));
    }
}
