package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.SourcePathResolver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.DataFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests of the rows of Iceberg tables, and of errors for unreadable tables.
class IcebergSourceTest extends OpenedOrders {
    private List<String> rows(String... paths) {
        return rows(new DataSourceConfig.Files("iceberg", List.of(paths)));
    }

    private List<String> rows(DataSourceConfig origin) {
        EventSource source = orders.in("Europe/Berlin").source(origin);
        return Tables.read(
                        session,
                        SourceRelation.of(
                                session, source, new SourcePathResolver(folder, Map.of())),
                        List.copyOf(orders.columns().values()))
                .stream()
                .map(
                        row ->
                                row.get(0)
                                        + " "
                                        + Instant.EPOCH.plus((Long) row.get(1), ChronoUnit.MICROS)
                                        + " "
                                        + row.get(2))
                .sorted()
                .toList();
    }

    private Problem problem(String... paths) {
        return catchThrowableOfType(ProblemException.class, () -> rows(paths)).problem();
    }

    @ParameterizedTest
    @EnumSource
    void table_hasTheRowsOfItsCurrentSnapshot(IcebergCase written) {
        written.write(session, folder.resolve("table"));
        assertThat(rows("table")).isEqualTo(written.rows());
    }

    private IcebergWriter table(String name) {
        return IcebergCase.PLAIN.write(session, folder.resolve(name));
    }

    private static Path newestMetadata(IcebergWriter writer) throws IOException {
        try (var files = Files.list(writer.folder().resolve("metadata"))) {
            return files.filter(file -> file.toString().endsWith(".metadata.json"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    @Test
    void tables_several_areReadTogether() {
        table("one");
        IcebergCase.EMPTY.write(session, folder.resolve("two"));
        IcebergCase.POSITIONS_DELETED.write(session, folder.resolve("three"));
        assertThat(rows("one", "two", "three")).hasSize(5);
    }

    @Test
    void tables_withColumnsInAnotherOrder_areReadByName() {
        table("one");
        IcebergWriter other = IcebergCase.EMPTY.write(session, folder.resolve("two"));
        other.table().updateSchema().moveFirst("amount").commit();
        other.append(IcebergCase.numbers(5, 6));
        assertThat(rows("two", "one"))
                .containsExactly(
                        "1 2024-01-01T00:00:00Z 2.5",
                        "2 2024-01-01T00:00:00Z null",
                        "5 2024-01-01T00:00:00Z 5.0");
    }

    @Test
    void snapshots_two_ofOneTable_haveEachTheirDeletedRows() throws IOException {
        IcebergWriter writer = IcebergCase.BITMAPS_DELETED.write(session, folder.resolve("table"));
        Path deleted = newestMetadata(writer);
        String before = deleted.getFileName().toString().replaceFirst("-.*", "");
        Path whole;
        try (var files = Files.list(writer.folder().resolve("metadata"))) {
            String number = String.format(Locale.ROOT, "%05d", Integer.parseInt(before) - 1);
            whole =
                    files.filter(file -> file.getFileName().toString().startsWith(number))
                            .findFirst()
                            .orElseThrow();
        }
        assertThat(rows(whole.toString(), deleted.toString())).hasSize(4 + 2);
    }

    @Test
    void file_thatIsThereTwice_isRefused() {
        IcebergWriter writer = IcebergCase.EMPTY.write(session, folder.resolve("table"));
        writer.append("data/0.parquet", "", IcebergCase.numbers(1, 2));
        writer.append("data/0.parquet", "", IcebergCase.numbers(1, 2));
        assertThat(problem("table").message()).contains("0.parquet", "twice");
    }

    @Test
    void tables_withTimesOfDifferentKinds_areRefused() {
        table("one");
        IcebergCase.TIMES_OF_A_ZONE.write(session, folder.resolve("two"));
        assertThat(problem("one", "two").message()).contains("'seen'", "another kind");
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "POSITIONS_DELETED", "BITMAPS_DELETED", "VALUES_DELETED"})
    void table_moved_isReadWhereItIsFound(IcebergCase written) throws IOException {
        written.write(session, folder.resolve("before"));
        Files.move(folder.resolve("before"), folder.resolve("now"));
        assertThat(rows("now/")).isEqualTo(written.rows());
    }

    @Test
    void metadata_declaredItself_isThatOfItsSnapshot() throws IOException {
        IcebergWriter writer = table("table");
        Path before = newestMetadata(writer);
        writer.append(IcebergCase.numbers(10, 12));
        assertThat(rows("table")).hasSize(4);
        assertThat(rows("table/metadata/" + before.getFileName())).hasSize(2);
    }

    @Test
    void metadata_withAHint_isTheNewestOfThatNaming() throws IOException {
        IcebergWriter writer = table("table");
        Path metadata = writer.folder().resolve("metadata");
        Files.copy(newestMetadata(writer), metadata.resolve("v2.metadata.json"));
        writer.append(IcebergCase.numbers(10, 12));
        Files.writeString(metadata.resolve("version-hint.text"), "1\n");
        assertThat(rows("table")).hasSize(2);
    }

    @Test
    void metadata_compressed_isRead() throws IOException {
        IcebergWriter writer = table("table");
        Path newest = newestMetadata(writer);
        Path packed = newest.resolveSibling("00009-x.gz.metadata.json");
        try (var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(newest, out);
        }
        Files.writeString(newest, "no more");
        assertThat(rows("table")).hasSize(2);
    }

    @Test
    void metadata_ofTwoCommitsWithOneNumber_isRefused() throws IOException {
        Path newest = newestMetadata(table("table"));
        Files.copy(newest, newest.resolveSibling("00001-other.metadata.json"));
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("00001-other.metadata.json");
    }

    @Test
    void folder_withoutATable_isSaid() {
        Problem problem = problem("tables/*");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("tables/*", "orders", "no metadata");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"format-version\": 2, \"location\": 5}", "[1", "null"})
    void metadata_damaged_isSaid(String text) throws IOException {
        Files.writeString(newestMetadata(table("table")), text);
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("orders", "cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap-", "-m0.avro", ".parquet"})
    void file_missingOrDamaged_isSaid(String name) throws IOException {
        IcebergWriter writer = table("table");
        List<Path> files;
        try (var all = Files.walk(writer.folder())) {
            files = all.filter(file -> file.getFileName().toString().contains(name)).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            Files.writeString(file, "damaged");
        }
        assertThat(problem("table").code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        for (Path file : files) {
            Files.delete(file);
        }
        assertThat(problem("table").code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
    }

    @Test
    void column_thatTheTableLacks_isSaidWithTheNearest() {
        IcebergWriter writer = table("table");
        writer.table().updateSchema().renameColumn("amount", "amounts").commit();
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("'amount'", "did you mean 'amounts'?");
    }

    @Test
    void column_ofAnotherType_isSaidEvenIfTheTableIsEmpty() {
        IcebergCase.EMPTY.write(session, folder.resolve("table"));
        orders.column("amount", ValueType.STRING);
        assertThat(problem("table").message()).contains("'amount'", "DOUBLE");
    }

    @Test
    void column_thatAFileWithoutIdsLacks_isSaid() {
        IcebergWriter writer = IcebergCase.NAMES_ALONE.write(session, folder.resolve("table"));
        writer.table().updateSchema().renameColumn("amount", "paid").commit();
        orders.without("amount");
        orders.column("paid", ValueType.FLOAT64);
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_SCHEMA_MISMATCH);
        assertThat(problem.message()).contains("'paid'", ".parquet");
    }

    @Test
    void file_ofAnotherFormat_isRefusedWithItsName() {
        IcebergWriter writer = table("table");
        writer.table()
                .newAppend()
                .appendFile(
                        DataFiles.builder(writer.table().spec())
                                .withPath(folder.resolve("table/data/x.orc").toString())
                                .withFileSizeInBytes(10)
                                .withRecordCount(1)
                                .build())
                .commit();
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("x.orc", "ORC", "orders");
        assertThat(problem.remedy()).contains("rewrite_data_files");
    }

    @Test
    void file_encrypted_isRefused() {
        IcebergWriter writer = table("table");
        writer.table()
                .newAppend()
                .appendFile(
                        DataFiles.builder(writer.table().spec())
                                .withPath(folder.resolve("table/data/x.parquet").toString())
                                .withFileSizeInBytes(10)
                                .withRecordCount(1)
                                .withEncryptionKeyMetadata(ByteBuffer.wrap(new byte[] {1}))
                                .build())
                .commit();
        assertThat(problem("table").message()).contains("x.parquet", "encrypted");
    }

    @Test
    void file_onAnotherFileSystem_isRefused() {
        IcebergWriter writer = table("table");
        writer.table()
                .newAppend()
                .appendFile(
                        DataFiles.builder(writer.table().spec())
                                .withPath("s3://bucket/x.parquet")
                                .withFileSizeInBytes(10)
                                .withRecordCount(1)
                                .build())
                .commit();
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message()).contains("s3://bucket/x.parquet");
        assertThat(problem.remedy()).contains("Spark");
    }

    @Test
    void rows_deletedByFractions_areRefused() {
        IcebergWriter writer = table("table");
        writer.deleteEqual("", "SELECT 2.5::DOUBLE AS amount");
        Problem problem = problem("table");
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.remedy()).contains("rewrite_data_files");
    }

    @Test
    void history_ofAStream_isRead() {
        table("table");
        var history = new DataSourceConfig.Files("iceberg", List.of("table"));
        assertThat(
                        rows(
                                new DataSourceConfig.Stream(
                                        Optional.empty(),
                                        Optional.of(history),
                                        Duration.ofDays(1))))
                .hasSize(2);
    }
}
