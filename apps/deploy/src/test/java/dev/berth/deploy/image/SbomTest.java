package dev.berth.deploy.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SbomTest {
    @TempDir Path folder;

    private String bill(String place) throws IOException {
        return new String(
                Sbom.of(
                        "localhost/sample",
                        "base.tar",
                        SampleImage.content(folder.resolve(place), "model")),
                StandardCharsets.UTF_8);
    }

    @Test
    void of_image_namesRuntimeJarsAndModelsWithDigests() throws IOException {
        assertThat(bill("one"))
                .contains(
                        "\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"",
                        "{\"type\":\"platform\",\"name\":\"java-runtime\",\"version\":\"25\"",
                        "{\"type\":\"library\",\"name\":\"sample\",\"version\":\"1.2\"",
                        "{\"type\":\"machine-learning-model\",\"name\":\"m\",\"version\":\"1\"",
                        // SHA-256 of "model".
                        "9372c470eeadd5ecd9c3c74c2b3cb633f8e2f2fad799250a0f70d652b6b825e4");
    }

    @Test
    void of_sameImageElsewhere_isTheSame() throws IOException {
        assertThat(bill("one")).isEqualTo(bill("two"));
    }
}
