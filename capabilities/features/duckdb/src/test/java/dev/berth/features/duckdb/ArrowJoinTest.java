package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.duckdb.CancellableStatements;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.format.ArrowFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests of joins with Arrow files as source, spine and output, against the same in Parquet.
class ArrowJoinTest extends OpenedOrders {
    private static final String EVENTS =
            "SELECT (i % 50)::SMALLINT AS who, TIMESTAMP '2024-01-01' + to_minutes(i) AS seen,"
                    + " (i % 3 = 0) AS flag, (i % 100)::TINYINT AS tiny, i::UINTEGER AS whole, i *"
                    + " 1e10::BIGINT AS large, (i / 3)::FLOAT AS real, CASE WHEN i % 7 = 0 THEN NULL"
                    + " ELSE i / 7 END AS amount, 'wörd ' || i AS word, ('b' || i)::BLOB AS raw,"
                    + " DATE '2024-01-01' + (i % 9)::INTEGER AS day, [i / 2, NULL]::FLOAT[] AS list,"
                    + " 1.5::DECIMAL(5, 2) AS price FROM range(20000) r(i)";

    private static final String SPINE =
            "SELECT i AS number, (i % 60)::INTEGER AS who, TIMESTAMPTZ '2024-01-05 00:00:00+00' +"
                    + " to_minutes(i * 3) AS at, DATE '2024-01-01' + (i % 5)::INTEGER AS day, TIMESTAMP"
                    + " '2024-01-01 00:00:00.5' AS local, 'x' || i AS word FROM range(3000) r(i)";

    @BeforeEach
    void addColumns() {
        orders.column("flag", ValueType.BOOL);
        orders.column("tiny", ValueType.INT32);
        orders.column("whole", ValueType.INT64);
        orders.column("large", ValueType.INT64);
        orders.column("real", ValueType.FLOAT32);
        orders.column("word", ValueType.STRING);
        orders.column("raw", ValueType.BYTES);
        orders.column("day", ValueType.TIMESTAMP);
        orders.in("America/New_York").column("list", FeatureType.listOf(ValueType.FLOAT32));
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /// Writes the same rows as Parquet and as Arrow.
    private void write(String name, String select, String withoutInArrow) {
        String parquet = Sql.text(file(name + ".parquet").toString());
        session.execute("COPY (" + select + ") TO " + parquet + " (FORMAT parquet)");
        new ArrowFormat()
                .write(
                        new CancellableStatements(session),
                        "writing",
                        "SELECT * " + withoutInArrow + " FROM read_parquet(" + parquet + ")",
                        file(name + ".arrow"));
    }

    private void join(String format, String source, Path spine, Path output) {
        FeatureDefinitions definitions = orders.definitions(files(format, source));
        new PointInTimeJoin(database, definitions, new SourcePathResolver(folder, Map.of()))
                .run(
                        new JoinRequest(
                                new Spine(spine, "at", ZoneId.of("UTC")),
                                List.of(orders.joined()),
                                output));
    }

    private long count(String sql) {
        return new CancellableStatements(session).numbers("counting", sql, 1).getFirst();
    }

    /// The number of rows in one but not the other.
    private long different(String one, String other) {
        return count(
                "SELECT count(*) FROM ((FROM "
                        + one
                        + " EXCEPT ALL FROM "
                        + other
                        + ") UNION ALL (FROM "
                        + other
                        + " EXCEPT ALL FROM "
                        + one
                        + "))");
    }

    private String arrow(Path file) {
        var format = new ArrowFormat();
        return format.read(session, file.toString(), format.columns(session, file.toString()));
    }

    private static String parquet(Path file) {
        return "read_parquet(" + Sql.text(file.toString()) + ")";
    }

    @Test
    void join_ofArrow_isThatOfParquet() {
        write("events", EVENTS, "EXCLUDE price");
        write("spine", SPINE, "");
        Path expected = file("expected.parquet");
        join("parquet", "events.parquet", file("spine.parquet"), expected);
        assertThat(count("SELECT count(spending__word) FROM " + parquet(expected))).isPositive();

        join("arrow", "events.arrow", file("spine.arrow"), file("out.parquet"));
        assertThat(different(parquet(file("out.parquet")), parquet(expected))).isZero();

        join("parquet", "events.parquet", file("spine.parquet"), file("out.arrow"));
        String out = arrow(file("out.arrow"));
        assertThat(different(out, parquet(expected))).isZero();
        assertThat(count("SELECT count(*) FROM " + out)).isEqualTo(3_000);
        assertThat(
                        count(
                                "SELECT count(*) FILTER (number != row) FROM (SELECT number, row_number() OVER () - 1 AS row FROM "
                                        + out
                                        + ")"))
                .as("rows in the order of the spine")
                .isZero();
    }

    @Test
    void source_ofSeveralFiles_hasTheirRows() {
        write("a", EVENTS, "EXCLUDE price");
        write(
                "b",
                EVENTS.replace("range(20000)", "range(20000, 20100)")
                        .replace("::SMALLINT", "::BIGINT"),
                "EXCLUDE price");
        write("spine", SPINE, "");
        join("parquet", "[ab].parquet", file("spine.parquet"), file("1.parquet"));
        join("arrow", "[ab].arrow", file("spine.parquet"), file("2.parquet"));
        assertThat(different(parquet(file("2.parquet")), parquet(file("1.parquet")))).isZero();
    }

    @Test
    void column_thatArrowDoesNotHold_isNamed() {
        write("events", EVENTS, "EXCLUDE price");
        write("spine", SPINE, "");
        String priced = "SELECT *, 1.5::DECIMAL(5, 2) AS price FROM (" + SPINE + ")";
        session.execute(
                "COPY ("
                        + priced
                        + ") TO "
                        + Sql.text(file("priced.parquet").toString())
                        + " (FORMAT parquet)");
        Problem problem =
                catchThrowableOfType(
                                ProblemException.class,
                                () ->
                                        join(
                                                "arrow",
                                                "events.arrow",
                                                file("priced.parquet"),
                                                file("out.arrow")))
                        .problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.TYPE_MISMATCH);
        assertThat(problem.message()).contains("'price'", "DECIMAL(5,2)");
        assertThat(file("out.arrow")).doesNotExist();
        assertThat(file("out.arrow.part")).doesNotExist();
    }

    @Test
    void source_thatIsNoArrow_isSaid() throws IOException {
        write("spine", SPINE, "");
        Files.writeString(file("events.arrow"), "who,seen\n1,2024-01-01\n");
        Problem problem =
                catchThrowableOfType(
                                ProblemException.class,
                                () ->
                                        join(
                                                "arrow",
                                                "events.arrow",
                                                file("spine.parquet"),
                                                file("out.arrow")))
                        .problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("events.arrow", "Arrow");
    }
}
