package dev.berth.tables.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.core.feature.SourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetadataSearchTest {
    @TempDir private Path folder;

    private MetadataSearch.Found find(String path) throws IOException {
        return new MetadataSearch(
                        new TableName(new SourceName("orders"), folder + "/" + path),
                        new LocalTableFiles())
                .find();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve("table/metadata").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @ParameterizedTest
    @CsvSource({
        // Numbers, not texts.
        "'', 9-a.metadata.json 10-b.metadata.json, 10-b.metadata.json",
        "'', 00001-a.metadata.json 00002-b.gz.metadata.json, 00002-b.gz.metadata.json",
        "'', v1.metadata.json v2.metadata.json.gz, v2.metadata.json.gz",
        "'', 00001-a.metadata.json 1-m0.avro snap-3.avro note.metadata.json, 00001-a.metadata.json",
        // A hint may lag behind.
        "1, v1.metadata.json v2.metadata.json, v2.metadata.json",
        "1, v1.metadata.json 00007-a.metadata.json, v1.metadata.json",
        "7, 00006-b.metadata.json 00007-a.metadata.json, 00007-a.metadata.json",
        // Some write a name into it.
        "00001-a, 00001-a.metadata.json 00002-b.metadata.json, 00001-a.metadata.json",
        "x.metadata.json, x.metadata.json 00002-b.metadata.json, x.metadata.json",
    })
    void metadata_ofAFolder_isTheNewest(String hint, String names, String expected)
            throws IOException {
        for (String name : List.of(names.split(" ", -1))) {
            write(name, "");
        }
        if (!hint.isEmpty()) {
            write("version-hint.text", hint + "\n");
        }
        MetadataSearch.Found found = find("table/");
        assertThat(found.file()).isEqualTo(folder + "/table/metadata/" + expected);
        assertThat(found.folder()).isEqualTo(folder + "/table");
    }

    @Test
    void metadata_declaredItself_isNotLookedFor() throws IOException {
        MetadataSearch.Found found = find("table/metadata/00001-a.metadata.json");
        assertThat(found.folder()).isEqualTo(folder + "/table");
        assertThat(find("elsewhere/00001-a.metadata.json").folder()).isEmpty();
    }

    @Test
    void metadata_none_isSaid() throws IOException {
        assertThatThrownBy(() -> find("table"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("orders")
                .hasMessageContaining("no metadata");
        write("note.metadata.json", "");
        assertThatThrownBy(() -> find("table")).hasMessageContaining("no metadata");
    }
}
