package dev.berth.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.TableFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableFormatsTest {
    private static List<String> names(Class<? extends TableFormat> role) {
        return TableFormats.all(role).stream().map(TableFormat::name).toList();
    }

    @Test
    void all_ofARole_areThoseThatCanBeIt() {
        assertThat(names(SourceFormat.class))
                .containsExactly("parquet", "csv", "json", "arrow", "iceberg");
        assertThat(names(SpineFormat.class)).containsExactly("parquet", "csv", "json", "arrow");
        assertThat(names(OutputFormat.class)).containsExactly("parquet", "csv", "json", "arrow");
    }

    @ParameterizedTest
    @CsvSource({
        "a.parquet, parquet",
        "a.csv, csv",
        "a.jsonl, json",
        "a.json, json",
        "a.ndjson, json",
        "a.arrow, arrow",
        "a.arrows, arrow",
        "a.feather, arrow",
        "s3a://b/a.parquet/, parquet"
    })
    void ofFile_knownEnding_isItsFormat(String file, String name) {
        assertThat(TableFormats.ofFile(SpineFormat.class, file).name()).isEqualTo(name);
    }

    @Test
    void ofFile_anotherEnding_isAProblemThatNamesThose() {
        var failure =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> TableFormats.ofFile(OutputFormat.class, "a.xls"));
        assertThat(failure.problem().code()).isEqualTo(ProblemCode.USAGE);
        assertThat(failure.problem().message())
                .isEqualTo(
                        "the file a.xls (expected: an ending of .parquet, .csv, .jsonl or .arrow)");
    }

    @Test
    void named_formatThatCannotBeASpine_isAProblem() {
        var failure =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> TableFormats.named(SpineFormat.class, "iceberg"));
        assertThat(failure.problem().code()).isEqualTo(ProblemCode.SOURCE_UNAVAILABLE);
        assertThat(failure.problem().message()).contains("'iceberg'", "parquet, csv, json, arrow");
    }
}
