package dev.berth.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.expression.RowCondition.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// Conditions by row held against CEL, over random comparisons of odd numbers.
final class RowConditionTest {
    private static final int CONDITIONS = 300;
    private static final int ROWS = 64;
    private static final double[] ODD = {
        0, -0.0, 1, -1, 0.5, 3, Double.NaN, Double.POSITIVE_INFINITY, 1e300, 9007199254740992.0
    };
    private static final long[] ODD_LONGS = {
        0, 1, -1, 3, Long.MAX_VALUE, Long.MIN_VALUE, 9007199254740993L, 9007199254740992L
    };

    private static final Dimension N = Dimension.dynamic("N");
    private static final List<Variable> VARIABLES =
            List.of(
                    variable("input.f", ElementType.FLOAT32, N),
                    variable("input.d", ElementType.FLOAT64, N),
                    variable("input.l", ElementType.INT64, N),
                    variable("input.b", ElementType.UINT8, N),
                    variable("input.list", ElementType.FLOAT32, N, Dimension.dynamic("some")),
                    variable("score", ElementType.FLOAT64, N));

    private static Variable variable(String name, ElementType type, Dimension... shape) {
        return new Variable(name, new TensorSpec(name + "@1", type, DeclaredShape.of(shape)));
    }

    @Test
    void test_ofRandomComparisons_isWhatCelSaysOrUnknown() throws Exception {
        long seed = Long.getLong("berth.seed", ThreadLocalRandom.current().nextLong());
        var random = new Random(seed);
        var pool = new TensorPool();
        Map<String, Tensor> tensors = tensors(random, pool);
        int known = 0;
        for (int i = 0; i < CONDITIONS; i++) {
            String text = condition(random, 2);
            var expression = Expression.compile(text, VARIABLES, Optional.of(N));
            Expression.Tensors lookUp = name -> Objects.requireNonNull(tensors.get(name));
            RowCondition condition = expression.rowCondition(lookUp).orElseThrow();
            for (int row = 0; row < ROWS; row++) {
                Truth truth = condition.test(row);
                if (truth == Truth.UNKNOWN) {
                    continue;
                }
                known++;
                assertThat(expression.evaluate(lookUp, row))
                        .as("-Dberth.seed=%s: %s, row %s", seed, text, row)
                        .isEqualTo(truth == Truth.TRUE);
            }
        }
        assertThat(known).isGreaterThan(CONDITIONS * ROWS / 4);
        tensors.values().forEach(Tensor::close);
    }

    private static Map<String, Tensor> tensors(Random random, TensorPool pool) {
        Tensor floats = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(ROWS));
        Tensor doubles = Tensor.allocate(pool, ElementType.FLOAT64, Shape.of(ROWS));
        Tensor longs = Tensor.allocate(pool, ElementType.INT64, Shape.of(ROWS));
        Tensor bytes = Tensor.allocate(pool, ElementType.UINT8, Shape.of(ROWS));
        Tensor lists = Tensor.allocate(pool, ElementType.FLOAT32, Shape.of(ROWS, 3));
        Tensor scores = Tensor.allocate(pool, ElementType.FLOAT64, Shape.of(ROWS));
        for (int i = 0; i < ROWS; i++) {
            floats.setNumber(i, ODD[random.nextInt(ODD.length)]);
            doubles.setNumber(i, ODD[random.nextInt(ODD.length)]);
            longs.data().putLong(8 * i, ODD_LONGS[random.nextInt(ODD_LONGS.length)]);
            bytes.data().put(i, (byte) random.nextInt(256));
            scores.setNumber(i, random.nextInt(4));
        }
        for (int i = 0; i < 3 * ROWS; i++) {
            lists.setNumber(i, ODD[random.nextInt(ODD.length)]);
        }
        return Map.of(
                "input.f@1", floats,
                "input.d@1", doubles,
                "input.l@1", longs,
                "input.b@1", bytes,
                "input.list@1", lists,
                "score@1", scores);
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            String left = condition(random, depth - 1);
            String right = condition(random, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> "(" + left + " && " + right + ")";
                case 1 -> "(" + left + " || " + right + ")";
                default -> "!(" + left + ")";
            };
        }
        String operator = pick(random, "<", "<=", ">", ">=", "==", "!=");
        boolean isWhole = random.nextInt(3) == 0;
        String left = isWhole ? whole(random) : number(random);
        String right =
                operator.endsWith("=") && operator.length() == 2 && !operator.matches("[<>]=")
                        ? isWhole ? whole(random) : number(random)
                        : random.nextBoolean() ? whole(random) : number(random);
        return left + " " + operator + " " + right;
    }

    private static String whole(Random random) {
        return pick(random, "input.l", "input.b", "3", "-1", "0");
    }

    private static String number(Random random) {
        String number =
                pick(
                        random,
                        "input.f",
                        "input.d",
                        "input.list[2]",
                        "input.list[3]",
                        "score",
                        "0.5");
        return random.nextInt(3) > 0
                ? number
                : "(" + number + pick(random, " + ", " - ", " * ") + number(random) + ")";
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    void rowCondition_ofMore_isNone() throws Exception {
        List<String> more = new ArrayList<>();
        more.add("size(input.list) > 2");
        more.add("input.list.exists(x, x > 0.0)");
        more.add("input.f > 0.0 ? true : false");
        more.add("int(input.f) == 2");
        for (String text : more) {
            var expression = Expression.compile(text, VARIABLES, Optional.of(N));
            assertThat(
                            expression.rowCondition(
                                    name -> {
                                        throw new AssertionError(name);
                                    }))
                    .as(text)
                    .isEmpty();
        }
    }
}
