package dev.berth.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.expression.Expression.FailedException;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.runtime.CelEvaluationException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bounded functions for texts beside the library's own.
class TextFunctionsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final List<String> LETTERS = List.of("a", "b", "é", "😀");
    private static final int CASES = 300;
    private static final String FAILED = "failed";

    private static void declare(CelBuilder builder) {
        builder.addVar("s", SimpleType.STRING)
                .addVar("t", SimpleType.STRING)
                .addVar("u", SimpleType.STRING)
                .addVar("n", SimpleType.INT)
                .addVar("l", ListType.create(SimpleType.STRING));
    }

    private static String text(Random random, int lengthMax) {
        return IntStream.range(0, random.nextInt(lengthMax + 1))
                .mapToObj(i -> LETTERS.get(random.nextInt(LETTERS.size())))
                .reduce("", String::concat);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s.contains(t)",
                "s.indexOf(t)",
                "s.indexOf(t, n)",
                "s.lastIndexOf(t)",
                "s.lastIndexOf(t, n)",
                "l.join()",
                "l.join(t)",
                "s.replace(t, u)",
                "s.replace(t, u, n)",
                "s.split(t)",
                "s.split(t, n)"
            })
    void functions_ofRandomTexts_giveWhatTheLibraryGives(String text) throws Exception {
        CelBuilder builder = dev.cel.bundle.CelFactory.plannerCelBuilder();
        declare(builder);
        Cel library =
                builder.addCompilerLibraries(CelExtensions.strings())
                        .addRuntimeLibraries(CelExtensions.strings())
                        .build();
        var own = library.createProgram(library.compile(text).getAst());
        CelProgram bounded =
                CelProgram.compile(
                        text, TextFunctionsTest::declare, List.of("s", "t", "u", "n", "l"));
        var random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            Map<String, Object> values =
                    Map.of(
                            "s", text(random, 8),
                            "t", text(random, 2),
                            "u", text(random, 2),
                            "n", (long) random.nextInt(-2, 10),
                            "l", List.of(text(random, 3), text(random, 3), text(random, 3)));
            // The library fails on some that have an answer, such as a search in an empty text.
            Object expected = outcome(() -> own.eval(values));
            if (!expected.equals(FAILED)) {
                assertThat(outcome(() -> bounded.evaluate(values::get, new ExpressionWork())))
                        .as("%s of %s, seed %d", text, values, SEED)
                        .isEqualTo(expected);
            }
        }
    }

    private interface Evaluation {
        Object value() throws FailedException, CelEvaluationException;
    }

    private static Object outcome(Evaluation evaluation) {
        try {
            Object value = evaluation.value();
            return value instanceof Iterable<?> list ? List.copyOf((List<?>) list) : value;
        } catch (FailedException | CelEvaluationException failure) {
            return FAILED;
        }
    }

    @Test
    void results_farLargerThanTheirArguments_areRefusedBeforeTheyAreMade() throws Exception {
        Map<String, Object> values =
                Map.of("s", "a".repeat(1_000_000), "t", "", "u", "b".repeat(1_000_000));
        for (String text :
                List.of(
                        "s.replace(t, u)",
                        "s.split(t).join(u)",
                        "(s + 'x').contains(u + 'y' + u)")) {
            CelProgram program =
                    CelProgram.compile(text, TextFunctionsTest::declare, List.of("s", "t", "u"));
            assertThatThrownBy(() -> program.evaluate(values::get, new ExpressionWork()))
                    .as(text)
                    .isInstanceOf(FailedException.class)
                    .hasMessageContaining("too much work");
        }
    }
}
