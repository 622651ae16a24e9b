package dev.berth.tables.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.TextRowFormat;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import dev.berth.tables.duckdb.VectorReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextRowFormatTest {
    private static final TextRowFormat CSV = new CsvFormat();
    private static final TextRowFormat JSON = new JsonFormat();

    @TempDir private Path folder;
    private Database database;
    private Session session;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(512L << 20, folder.resolve("spill"), 2));
        session = database.connect();
    }

    @AfterEach
    void close() {
        session.close();
        database.close();
    }

    private String file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private String file(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, content);
        return file.toString();
    }

    private List<List<@Nullable String>> texts(
            TextRowFormat format, String file, List<String> columns) {
        String names = columns.stream().map(Sql::identifier).collect(Collectors.joining(", "));
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (ResultCursor cursor =
                session.query("SELECT " + names + " FROM " + format.readTexts(file, columns))) {
            List<VectorReader> readers = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                readers.add(cursor.column(i, FeatureType.of(ValueType.STRING)));
            }
            while (cursor.next()) {
                readers.forEach(reader -> reader.bind(cursor));
                for (int row = 0; row < cursor.count(); row++) {
                    List<@Nullable String> values = new ArrayList<>();
                    for (VectorReader reader : readers) {
                        values.add((String) reader.value(row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    @Test
    void csv_ofAnyDialect_givesItsTexts() throws IOException {
        String file =
                file(
                        "a.csv",
                        "\uFEFFid;\"the;name\"\r\n1;a\r\n2;\"b\r\n\"\"c\"\r\n3;\r\n4; x \r\n");

        assertThat(texts(CSV, file, List.of("id", "the;name")))
                .containsExactly(
                        List.of("1", "a"),
                        List.of("2", "b\r\n\"c"),
                        Arrays.asList("3", null),
                        List.of("4", " x "));
        assertThat(CSV.scan(session, file, List.of("id", "the;name")).unreadable()).isEmpty();
    }

    @Test
    void csv_brokenRows_areReportedWithTheirNumbers() throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes("id,name,x\n".getBytes(StandardCharsets.UTF_8));
        for (int i = 1; i <= 130_000; i++) {
            out.writeBytes(
                    switch (i) {
                        case 7 -> "7,\"two\nlines\",1\n".getBytes(StandardCharsets.UTF_8);
                        case 20 -> "20,too,many,1,2\n".getBytes(StandardCharsets.UTF_8);
                        case 100_000 -> "100000,few\n".getBytes(StandardCharsets.UTF_8);
                        case 110_000 ->
                                ("110000," + "h".repeat(2_500_000) + ",1\n")
                                        .getBytes(StandardCharsets.UTF_8);
                        case 120_000 -> "120000,\"a\"b,1\n".getBytes(StandardCharsets.UTF_8);
                        case 123_456 ->
                                "123456,caf\u00e9,1\n".getBytes(StandardCharsets.ISO_8859_1);
                        default -> (i + ",n,0.5\n").getBytes(StandardCharsets.UTF_8);
                    });
        }
        String file = file("a.csv", out.toByteArray());
        List<String> columns = List.of("id", "name");

        assertThat(CSV.scan(session, file, columns).unreadable())
                .extracting(row -> row.number() + " " + row.column() + ": " + row.reason())
                .containsExactly(
                        "20 : Expected Number of Columns: 3 Found: 4",
                        "100000 x: Expected Number of Columns: 3 Found: 2",
                        "110000 : Maximum line size of 2000000 bytes exceeded. Actual Size:2500009"
                                + " bytes.",
                        "120000 name: text after a closing quote (expected: a quote within a value twice)",
                        "123456 name: bytes that are not UTF-8 (expected: a file in one encoding)");
        assertThat(CSV.scan(session, file, columns).readable()).isEqualTo(129_995);
        assertThat(texts(CSV, file, columns))
                .hasSize(129_995)
                .element(123_456 - 5)
                .isEqualTo(List.of("123457", "n"));
        assertThat(CSV.guessTypes(session, file))
                .isEqualTo(
                        Map.of(
                                "id", FeatureType.of(ValueType.INT64),
                                "name", FeatureType.of(ValueType.STRING),
                                "x", FeatureType.of(ValueType.FLOAT64)));
    }

    @Test
    void csv_quoteThatIsNotClosed_hidesOthers() throws IOException {
        String file = file("a.csv", "id,name\n1,a\n2,\"open\n" + "3,b\n".repeat(100_000));

        assertThat(CSV.scan(session, file, List.of("id")).unreadable())
                .extracting(UnreadableRow::number, UnreadableRow::hidesOthers)
                .containsExactly(tuple(2L, true));
        String closed = file("b.csv", "id,name\r\n1,\"a\"\"b\"\r\n2,c\"d\r\n3,\"e\n\"\r\n4,\"\"");
        assertThat(CSV.scan(session, closed, List.of("id", "name")).unreadable())
                .noneMatch(UnreadableRow::hidesOthers);
    }

    @Test
    void csv_headerThatCannotBeRead_isAProblem() throws IOException {
        String latin = file("l.csv", "id,caf\u00e9\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
        String empty = file("e.csv", "");
        String wide = file("w.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16));
        String twice = file("t.csv", "a,A\n1,2\n");

        assertThatThrownBy(() -> CSV.guessTypes(session, latin))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("a first line that is not UTF-8");
        assertThatThrownBy(() -> CSV.guessTypes(session, empty))
                .hasMessageContaining("an empty first line (expected: names of columns)");
        assertThatThrownBy(() -> CSV.guessTypes(session, wide))
                .hasMessageContaining("a first line that is not UTF-8");
        assertThatThrownBy(() -> CSV.guessTypes(session, twice))
                .hasMessageContaining("column 'A' twice");
        assertThatThrownBy(() -> CSV.guessTypes(session, folder.resolve("no.csv").toString()))
                .hasMessageContaining("cannot be read: java.nio.file.NoSuchFileException");
    }

    @Test
    void json_brokenLines_areReportedWithTheirNumbers() throws IOException {
        var out = new ByteArrayOutputStream();
        for (int i = 1; i <= 130_000; i++) {
            String object = "{\"id\":" + i + ",\"name\":\"caf\u00e9\",\"x\":[0.5,1]}\n";
            out.writeBytes(
                    switch (i) {
                        case 20 -> "{\"id\":20\n".getBytes(StandardCharsets.UTF_8);
                        case 30 -> "[1,2]\n".getBytes(StandardCharsets.UTF_8);
                        case 40 -> "{\"other\":1}\n".getBytes(StandardCharsets.UTF_8);
                        case 123_456 -> object.getBytes(StandardCharsets.ISO_8859_1);
                        default -> object.getBytes(StandardCharsets.UTF_8);
                    });
        }
        String file = file("a.jsonl", out.toByteArray());
        List<String> columns = List.of("id", "name", "x");

        assertThat(JSON.scan(session, file, columns).unreadable())
                .extracting(UnreadableRow::number)
                .containsExactly(20L, 30L, 40L, 123_456L);
        assertThat(JSON.scan(session, file, columns).readable()).isEqualTo(129_996);
        assertThat(texts(JSON, file, columns))
                .hasSize(129_996)
                .element(123_456 - 4)
                .isEqualTo(List.of("123457", "caf\u00e9", "[0.5,1]"));
        assertThat(JSON.guessTypes(session, file))
                .isEqualTo(
                        Map.of(
                                "id", FeatureType.of(ValueType.INT64),
                                "name", FeatureType.of(ValueType.STRING),
                                "other", FeatureType.of(ValueType.INT64),
                                "x", FeatureType.listOf(ValueType.FLOAT64)));
    }

    @Test
    void guess_followsWhatNearlyAllValuesAre() throws IOException {
        var text = new StringBuilder("whole,real,truth,code,few\n");
        for (int i = 0; i < 1000; i++) {
            text.append(i == 5 ? "x" : i).append(',');
            text.append(i == 999 ? "1.5" : i).append(',');
            text.append(i % 2 == 0 ? "true" : "False").append(',');
            text.append(i % 50 == 0 ? "A" + i : i).append(",\n");
        }

        assertThat(CSV.guessTypes(session, file("a.csv", text.toString())))
                .isEqualTo(
                        Map.of(
                                "whole", FeatureType.of(ValueType.INT64),
                                "real", FeatureType.of(ValueType.FLOAT64),
                                "truth", FeatureType.of(ValueType.BOOL),
                                "code", FeatureType.of(ValueType.STRING),
                                "few", FeatureType.of(ValueType.STRING)));
    }
}
