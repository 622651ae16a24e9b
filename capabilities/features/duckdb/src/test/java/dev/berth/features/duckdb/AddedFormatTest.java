package dev.berth.features.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.history.SourcePathResolver;
import dev.berth.tables.FileColumns;
import dev.berth.tables.SourceFormat;
import dev.berth.tables.TableFormats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Test of a table format in another jar, which no class of Berth names.
class AddedFormatTest extends OpenedOrders {
    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void join_sourceSpineAndOutputOfAnAddedFormat_isWritten() throws IOException {
        orders.in("Europe/Berlin");
        write("1.psv", "who|seen|amount\n1|2024-07-15 12:00:00|1.5\n2|2024-07-15T12:00:00Z|\n");
        write("2.psv", "amount|who|seen\n2.5|1|2024-07-16\n");
        Path spine = write("spine.psv", "who|at|note\n1|2024-07-15T23:00:00Z|a\n9|2024-08-01|b\n");
        Path output = folder.resolve("joined.psv");
        new PointInTimeJoin(
                        database,
                        orders.definitions(files("pipes", "[12].psv")),
                        new SourcePathResolver(folder, Map.of()))
                .run(
                        new JoinRequest(
                                new Spine(spine, "at", ZoneId.of("UTC")),
                                List.of(orders.joined()),
                                output));
        assertThat(output)
                .content()
                .isEqualTo(
                        """
                        who|at|note|spending__who|spending__seen|spending__amount
                        1|2024-07-15T23:00:00Z|a|1|2024-07-15 22:00:00+00|2.5
                        9|2024-08-01|b|||
                        """);
    }

    @Test
    void file_ofAnAddedFormat_isDescribed() throws IOException {
        Path file = write("1.psv", "who|amount\n1|1.5\n");
        SourceFormat format = TableFormats.ofFile(SourceFormat.class, file.toString());
        assertThat(FileColumns.of(database, file, format))
                .containsExactly(
                        Map.entry("who", Optional.of(FeatureType.of(ValueType.INT64))),
                        Map.entry("amount", Optional.of(FeatureType.of(ValueType.FLOAT64))));
    }

    @Test
    void source_ofAFormatThatIsNotThere_isAProblemThatNamesThose() {
        Problem problem = problem(files("orc", "*.orc"));
        assertThat(problem.code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(problem.message())
                .contains("'orc'", "parquet, csv, json, arrow, iceberg", "pipes");
    }
}
