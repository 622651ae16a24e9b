package dev.berth.features.duckdb;

import java.util.List;
import java.util.random.RandomGenerator;

/// Generator of SQL for views that a careless or curious author may write: expressions over the
/// row, and occasionally constructs that depend on other rows, the clock, the machine or
/// randomness.
final class RandomViewSql {
    private static final List<String> NUMBERS =
            List.of("amount", "who", "1", "2.5", "-3", "length(name)", "date_part('hour', seen)");

    private static final List<String> TEXTS =
            List.of("name", "'a'", "who::VARCHAR", "strftime(seen, '%Y-%m-%d')", "NULL::VARCHAR");

    private static final List<String> NUMBER_FUNCTIONS =
            List.of(
                    "abs(%s)",
                    "round(%s, 1)",
                    "(%s + %s)",
                    "(%s * %s)",
                    "(%s - %s)",
                    "(%s / nullif(%s, 0))",
                    "greatest(%s, %s)",
                    "least(%s, %s)",
                    "coalesce(%s, %s)",
                    "CASE WHEN %s > %s THEN %s ELSE %s END",
                    "(%s IN (%s, %s))::INT",
                    "list_sum([%s, %s])",
                    "list_sum(list_transform([%s, %s], lambda x: x + %s))",
                    "list_aggregate([%s, %s], 'max')",
                    "try_cast(%s AS TINYINT)",
                    "hash(%s)::DOUBLE",
                    "sqrt(abs(%s))",
                    "floor(%s)",
                    "{a: %s}.a");

    private static final List<String> TEXT_FUNCTIONS =
            List.of(
                    "upper(%s)",
                    "reverse(%s)",
                    "concat(%s, %s)",
                    "(%s || %s)",
                    "substring(%s, 1, 2)",
                    "replace(%s, 'a', 'b')",
                    "regexp_replace(%s, '[0-9]', '#')",
                    "split_part(%s, '-', 1)",
                    "lpad(%s, 5, '.')",
                    "md5(%s)",
                    "nullif(%s, %s)");

    /// Expressions whose value changes with other rows or over time.
    private static final List<String> LEAKS =
            List.of(
                    "lead(%s) OVER (ORDER BY seen)",
                    "lag(%s) OVER (PARTITION BY who ORDER BY seen DESC)",
                    "row_number() OVER ()",
                    "row_number() OVER (ORDER BY seen DESC)",
                    "avg(%s) OVER ()",
                    "sum(%s)",
                    "count(*)",
                    "(SELECT max(amount) FROM orders)",
                    "(SELECT count(*) FROM orders o WHERE o.who = orders.who)",
                    "random()",
                    "setseed(0.5)",
                    "hash(gen_random_uuid())::DOUBLE",
                    "date_part('epoch', age(seen))",
                    "date_part('epoch', now() - seen)",
                    "date_part('epoch', current_localtimestamp() - seen)",
                    "date_part('epoch', ago(INTERVAL 1 SECOND))",
                    "nextval('s')",
                    "list_transform([%s], lambda x: x * random())[1]",
                    "first(%s)",
                    "mode(%s)");

    private static final List<String> ENDS =
            List.of(
                    "QUALIFY row_number() OVER (PARTITION BY who ORDER BY seen DESC) = 1",
                    "ORDER BY amount DESC LIMIT 3",
                    "LIMIT 2",
                    "USING SAMPLE 50%",
                    "GROUP BY ALL",
                    "GROUP BY who, seen, amount, name",
                    "WHERE seen = (SELECT max(seen) FROM orders)",
                    "WHERE random() > 0.5",
                    "WHERE seen > now() - INTERVAL 1 DAY",
                    "WHERE NOT EXISTS (FROM orders later WHERE later.seen > orders.seen)");

    private final RandomGenerator random;

    RandomViewSql(RandomGenerator random) {
        this.random = random;
    }

    /// One SELECT with the columns `who`, `seen` and `amount`.
    String next() {
        var sql = new StringBuilder(random.nextInt(30) == 0 ? "SELECT DISTINCT " : "SELECT ");
        sql.append("who, seen, ").append(number(3)).append(" AS amount, ");
        sql.append(text(2)).append(" AS more FROM orders");
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> sql.append(" WHERE ").append(number(2)).append(" > ").append(number(1));
            case 3 -> sql.append(" WHERE ").append(text(2)).append(" LIKE '%a%'");
            case 4 -> sql.append(' ').append(pick(ENDS));
            case 5 -> sql.append(" UNION ALL SELECT who, seen, amount, name FROM orders");
            default -> {}
        }
        return sql.toString();
    }

    private String number(int depth) {
        if (depth == 0) {
            return pick(NUMBERS);
        }
        return switch (random.nextInt(16)) {
            case 0 -> fill(pick(LEAKS), depth, true);
            case 1, 2, 3, 4 -> pick(NUMBERS);
            case 5 -> "length(" + text(depth - 1) + ")";
            default -> fill(pick(NUMBER_FUNCTIONS), depth, true);
        };
    }

    private String text(int depth) {
        return depth == 0 || random.nextInt(3) == 0
                ? pick(TEXTS)
                : fill(pick(TEXT_FUNCTIONS), depth, false);
    }

    private String fill(String form, int depth, boolean isNumber) {
        String filled = form;
        while (filled.contains("%s")) {
            String part = isNumber ? number(depth - 1) : text(depth - 1);
            filled = filled.replaceFirst("%s", part.replace("$", "\\$"));
        }
        return filled;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
