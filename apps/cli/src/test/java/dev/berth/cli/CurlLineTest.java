package dev.berth.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.TransferProgress;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurlLineTest {
    @TempDir Path directory;

    @Test
    void line_forATextWithAnApostrophe_isQuotedForTheShell() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(
                directory,
                "type: float32\n      shape: [batch, 1]\n      meaning: the number to double\n      unit: m\n      example: [1.5]",
                "type: string\n      shape: [batch]\n      meaning: a text\n      example: it's");

        assertThat(line())
                .endsWith(
                        "/v1/models/double:predict -H 'Content-Type: application/json' -d '{\"x\":\"it'\\''s\"}'");
    }

    @Test
    void line_forAPicture_takesItFromAFile() throws IOException {
        ScaleSystem.in(directory);
        ScaleSystem.edit(
                directory,
                "type: float32\n      shape: [batch, 1]\n      meaning: the number to double\n      unit: m\n      example: [1.5]",
                "type: bytes\n      shape: [batch]\n      meaning: a picture");

        assertThat(line()).endsWith(" -d '{\"x\":\"'\"$(base64 < FILE | tr -d '\\n')\"'\"}'");
    }

    private String line() {
        var store = ArtifactStore.at(directory.resolve("cache"), TransferProgress.silent());
        var packages = Catalog.open(directory, store).read().valid();
        return CurlLine.of(packages.getFirst().modelPackage(), "http://localhost:8080");
    }
}
