package dev.berth.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.berth.expression.Expression.FailedException;
import dev.berth.expression.Expression.UncompilableException;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions over values that a caller made to cost as much as they can.
final class BoundedWorkTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// A fortieth of the usual.
    private static final long LITTLE_WORK = 5_000_000;

    private static final String TOO_MUCH = "takes too much work";

    private static CelProgram compile(String text) throws UncompilableException {
        return CelProgram.compile(
                text,
                builder ->
                        builder.addVar("v", ListType.create(SimpleType.DOUBLE))
                                .addVar("s", SimpleType.STRING)
                                .addVar("p", SimpleType.STRING),
                List.of("v", "s", "p"));
    }

    private static Object evaluate(String text, Map<String, Object> values)
            throws UncompilableException, FailedException {
        return compile(text).evaluate(values::get, new ExpressionWork());
    }

    /// Less than the usual work: what ends does so sooner.
    private static void assertTooMuch(String text, Map<String, Object> values) {
        assertThatThrownBy(
                        () -> compile(text).evaluate(values::get, new ExpressionWork(LITTLE_WORK)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(TOO_MUCH);
    }

    private static List<Double> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> (double) i).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((((((((((x{10}){10}){10}){10}){10}){10}){10}){10}){10}){10})",
                "x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}"
                        + "x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}x{1000}",
                "(((([a-z]\\pL[^\\]]\\d(?:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)){10}){10}){10})"
            })
    void pattern_thatGrows_isRefusedBeforeItIsCompiled(String pattern) {
        assertThatThrownBy(() -> evaluate("s.matches(p)", Map.of("s", "text", "p", pattern)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("more than 20000 characters with repetitions");
    }

    @Test
    void pattern_ofManyGroupsWithinEachOther_isRefused() {
        String deep = "(".repeat(5000) + ")".repeat(5000);
        assertThatThrownBy(() -> evaluate("s.matches(p)", Map.of("s", "text", "p", deep)))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("groups more than 200 deep")
                .extracting(failure -> String.valueOf(failure.getMessage()).length())
                .satisfies(length -> assertThat((int) length).isLessThan(400));
    }

    @Test
    void pattern_thatIsNone_isRefused_whereItIsAConstantAtLoad() {
        assertThatThrownBy(() -> evaluate("s.matches(p)", Map.of("s", "text", "p", "a(")))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining("missing closing )");
        assertThatThrownBy(() -> compile("s.matches('a(')"))
                .isInstanceOf(UncompilableException.class)
                .hasMessageContaining("missing closing )");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[a-z]+$",
                "(a|b)*text",
                "\\Q(((\\E|text",
                "[]{2}(]*text",
                "[[:alpha:]]{4}",
                "x{0}(?:t{1,}e)xt"
            })
    void pattern_thatIsModest_isMatched(String pattern) throws Exception {
        assertThat(evaluate("s.matches(p)", Map.of("s", "text", "p", pattern))).isEqualTo(true);
        assertThat(evaluate("matches(s, p)", Map.of("s", "123", "p", pattern))).isEqualTo(false);
    }

    @Test
    void pattern_largeOverALongText_takesTooMuch() {
        assertThatThrownBy(
                        () ->
                                evaluate(
                                        "s.matches(p)",
                                        Map.of(
                                                "s",
                                                "x".repeat(1_000_000),
                                                "p",
                                                "((((x?){10}){10}){9}y)")))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(TOO_MUCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[s].map(x, x + x)",
                "[bytes(s)].map(x, x + x)",
                "[v].map(x, x + x)",
                "[v.map(y, string(y) + s)].map(x, x + x)"
            })
    void growth_byDoubling_ends(String doubled) {
        String text = doubled + ".map(x, x + x)".repeat(40) + ".size() > 0";
        assertTooMuch(text, Map.of("s", "some text", "v", numbers(10)));
    }

    @Test
    void growth_withinTheUsualWork_ends() {
        String text = "[s].map(x, x + x)" + ".map(x, x + x)".repeat(40) + ".size() > 0";
        assertThatThrownBy(() -> evaluate(text, Map.of("s", "some text")))
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(TOO_MUCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v.all(x, v.exists(y, y == x))",
                "v.all(x, x in v)",
                "v.all(x, v == v)",
                "v.all(x, s.contains(string(x) + 'y') || true)",
                "v.all(x, s + s != '')",
                "v.exists(x, int(s) > 3)"
            })
    void work_thatMultiplies_ends(String text) {
        assertTooMuch(text, Map.of("s", "s".repeat(10_000), "v", numbers(10_000)));
    }

    @Test
    void work_inProportionToWhatIsRead_isDone() throws Exception {
        Map<String, Object> values = Map.of("s", "s".repeat(8 << 20), "v", numbers(300_000));
        assertThat(evaluate("v.map(x, x * 2.0).filter(x, x > 3.0).size()", values))
                .isEqualTo(299_998L);
        assertThat(evaluate("v.map(x, x > 3.0, x + 1.0)[0]", values)).isEqualTo(5.0);
        assertThat(evaluate("size(s) < 100 || s.contains('a') || s.endsWith('s')", values))
                .isEqualTo(true);
    }

    /// Each copied the list for each of its elements: 1.6 s and 1.4 s for 10000 of them.
    @ParameterizedTest
    @ValueSource(strings = {"v.map(x, x * 2.0).size() > 0", "v.exists(x, v[int(x)] < 0.0)"})
    void lists_ofManyElements_takeMemoryInProportion(String text) throws Exception {
        CelProgram program = compile(text);
        long some = allocated(program, 1_000);
        assertThat(allocated(program, 100_000)).isLessThan(200 * some);
    }

    /// Bytes that an evaluation takes, nearly all of which it does not keep.
    private static long allocated(CelProgram program, int count) throws FailedException {
        Map<String, Object> values = Map.of("v", numbers(count));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        var _ = program.evaluate(values::get, new ExpressionWork());
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void evaluations_ofOneRecord_shareTheirWork() throws Exception {
        CelProgram program = compile("v.all(x, v.exists(y, y == x))");
        Map<String, Object> values = Map.of("v", numbers(500));
        var work = new ExpressionWork();
        var _ = program.evaluate(values::get, work);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                var _ = program.evaluate(values::get, work);
                            }
                        })
                .isInstanceOf(FailedException.class)
                .hasMessageContaining(TOO_MUCH);
    }

    @Test
    void macros_ofListsWithinEachOther_giveTheirOwnLists() throws Exception {
        assertThat(evaluate("[1, 2].map(x, [3, 4].map(y, x * y))", Map.of()))
                .isEqualTo(List.of(List.of(3L, 4L), List.of(6L, 8L)));
        assertThat(evaluate("[1, 2].filter(x, [3, 4].filter(y, y > x + 1).size() == 1)", Map.of()))
                .isEqualTo(List.of(2L));
        assertThat(evaluate("[].map(x, 1).size()", Map.of())).isEqualTo(0L);
        assertThatThrownBy(() -> compile("[1].map(x + 1, 2)"))
                .hasMessageContaining("must be a simple name");
        assertThatThrownBy(() -> compile("[1].map(x, x + 'a')[0]"))
                .hasMessageContaining("no matching overload");
    }
}
