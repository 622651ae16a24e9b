package dev.berth.scoring.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.tables.duckdb.Database;
import dev.berth.tables.duckdb.DatabaseSettings;
import dev.berth.tables.duckdb.Session;
import dev.berth.tables.duckdb.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordMapperTest {
    private static final Dimension BATCH = new Dimension.Dynamic("N");

    @TempDir private Path folder;
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(new DatabaseSettings(128L << 20, folder.resolve("spill"), 1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Field field(String name, ElementType type, Dimension... dimensions) {
        var all = new Dimension[dimensions.length + 1];
        all[0] = BATCH;
        System.arraycopy(dimensions, 0, all, 1, dimensions.length);
        return Field.of(name, type, DeclaredShape.of(all));
    }

    private static Signature signature(Field... inputs) {
        return new Signature(Optional.of("N"), List.of(inputs), List.of());
    }

    private Map<String, @Nullable Object> record(
            Signature signature, Map<String, String> inputs, String json)
            throws IOException, InvalidRowException {
        Path file = Files.writeString(folder.resolve("data.jsonl"), json + "\n");
        DataFile data = DataFile.open(database, file);
        RecordMapper mapper = RecordMapper.of(signature, inputs, data);
        try (RowCursor rows = data.rows(mapper.columns(), List.of(), Optional.empty())) {
            DataRow row = rows.next().orElseThrow().rows().getFirst();
            return mapper.record(row);
        }
    }

    @Test
    void values_haveTheFormsThatInputsTake() throws Exception {
        var record =
                record(
                        signature(
                                field("code", ElementType.STRING),
                                field("flag", ElementType.BOOL),
                                field("list", ElementType.FLOAT32, new Dimension.Fixed(2)),
                                field(
                                        "table",
                                        ElementType.INT64,
                                        new Dimension.Fixed(2),
                                        new Dimension.Fixed(1)),
                                field("number", ElementType.FLOAT64)),
                        Map.of("number", "double(size(code)) + 0.5"),
                        "{\"code\":\"007\",\"flag\":true,\"list\":[1,2.5],\"table\":[[1],[2]]}");

        assertThat(record)
                .containsEntry("code", "007")
                .containsEntry("flag", true)
                .containsEntry("list", List.of(1L, 2.5))
                .containsEntry("table", List.of(List.of(1L), List.of(2L)))
                .containsEntry("number", 3.5);
    }

    @Test
    void instants_areTextsAsCallersWriteThem() throws Exception {
        Path file = folder.resolve("data.parquet");
        try (Session session = database.connect()) {
            session.execute(
                    "COPY (SELECT TIMESTAMP '2026-01-01 12:00:00.5' AS at, NULL::TIMESTAMP AS none)"
                            + " TO "
                            + Sql.text(file.toString()));
        }
        DataFile data = DataFile.open(database, file);
        RecordMapper mapper =
                RecordMapper.of(
                        signature(
                                field("at", ElementType.STRING), field("none", ElementType.STRING)),
                        Map.of(),
                        data);
        try (RowCursor rows = data.rows(mapper.columns(), List.of(), Optional.empty())) {
            assertThat(mapper.record(rows.next().orElseThrow().rows().getFirst()))
                    .containsEntry("at", "2026-01-01T12:00:00.500Z")
                    .containsEntry("none", null);
        }
    }

    @Test
    void bytes_areBase64OrAFileBesideTheData() throws Exception {
        Signature signature = signature(field("picture", ElementType.BYTES));
        Files.createDirectories(folder.resolve("pictures"));
        Files.writeString(folder.resolve("pictures/a.png"), "png");

        assertThat(record(signature, Map.of(), "{\"picture\":\"cG5n\"}"))
                .containsEntry("picture", "cG5n");
        assertThat(record(signature, Map.of(), "{\"picture\":\"@pictures/a.png\"}").get("picture"))
                .isEqualTo("png".getBytes(StandardCharsets.UTF_8));
        for (String elsewhere : List.of("@../a.png", "@/etc/hostname", "@none.png", "@\\u0000")) {
            assertThatThrownBy(
                            () ->
                                    record(
                                            signature,
                                            Map.of(),
                                            "{\"picture\":\"" + elsewhere + "\"}"))
                    .as(elsewhere)
                    .isInstanceOf(InvalidRowException.class);
        }
    }

    @Test
    void inputThatTheDataLacks_isLeftOutIfItHasAFallback() throws Exception {
        var optional =
                new Field(
                        "b",
                        ElementType.FLOAT32,
                        DeclaredShape.of(BATCH),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(1.0));

        assertThat(
                        record(
                                signature(field("a", ElementType.FLOAT32), optional),
                                Map.of(),
                                "{\"a\":1}"))
                .containsOnlyKeys("a");
        assertThatThrownBy(
                        () ->
                                record(
                                        signature(
                                                field("a", ElementType.FLOAT32),
                                                field("b", ElementType.FLOAT32)),
                                        Map.of(),
                                        "{\"a\":1}"))
                .hasMessageContaining("no column 'b' for the input of that name");
    }
}
