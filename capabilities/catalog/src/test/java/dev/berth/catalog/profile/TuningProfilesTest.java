package dev.berth.catalog.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.TunedSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuningProfilesTest {
    private static final ModelReference MODEL = ModelReference.of("m", "1");
    private static final Sha256 DIGEST = new Sha256("ab".repeat(32));
    private static final CpuInfo HERE = new CpuInfo("Fast", 2);
    private static final String TUNED =
            """
            {"model":"m","memoryBytes":null,"tuned":{"tunedAt":"2026-11-25T23:00:00Z",\
            "processor":{"name":"Fast","count":2},"digest":"%s","executors":2,"batchSizeMax":16,\
            "candidates":[{"recordsPerSecond":1.5}]}}
            """
                    .formatted(DIGEST.hex());

    @TempDir Path system;

    private TuningProfile find(String profile) throws IOException {
        Path file = TuningProfiles.path(system, MODEL);
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.writeString(file, profile);
        return TuningProfiles.of(system, HERE).find(MODEL, DIGEST);
    }

    @Test
    void find_noProfile_isUntuned() {
        assertThat(TuningProfiles.of(system, HERE).find(MODEL, DIGEST))
                .isEqualTo(new TuningProfile.Untuned());
    }

    @Test
    void find_profileWithoutTuning_isUntuned() throws IOException {
        assertThat(find("{\"model\":\"m\",\"memoryBytes\":null}"))
                .isEqualTo(new TuningProfile.Untuned());
    }

    @Test
    void find_samePackageAndMachine_hasTheSettings() throws IOException {
        assertThat(find(TUNED))
                .isEqualTo(
                        new TuningProfile.Tuned(
                                new TunedSettings(
                                        Optional.of(2), Optional.empty(), Optional.of(16)),
                                "2026-11-25T23:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({"Fast, Slow", "'\"count\":2', '\"count\":4'"})
    void find_anotherMachine_isForeign(String part, String other) throws IOException {
        assertThat(find(TUNED.replace(part, other)))
                .isInstanceOfSatisfying(
                        TuningProfile.Foreign.class,
                        foreign ->
                                assertThat(foreign.reason())
                                        .contains("this is 2 x Fast", "berth bench --tune"));
    }

    @Test
    void find_changedPackage_isForeign() throws IOException {
        assertThat(find(TUNED.replace(DIGEST.hex(), "cd".repeat(32))))
                .isInstanceOfSatisfying(
                        TuningProfile.Foreign.class,
                        foreign -> assertThat(foreign.reason()).contains("package has changed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"tuned\":  | this is not YAML",
                "''           | empty file",
                "[1]          | the whole: a list of 1 item (expected: an object)",
                "{\"tuned\":1}| tuned: the number 1 (expected: an object)",
                "{\"tuned\":{}}| tuned.processor: nothing (expected: an object)",
                "{\"format\":2,\"tuned\":{}}| format: the number 2 (expected: 1 at most)"
            })
    void find_brokenProfile_saysWhatIsWrong(String profile, String reason) throws IOException {
        assertThat(find(profile))
                .isInstanceOfSatisfying(
                        TuningProfile.Broken.class,
                        broken -> assertThat(broken.reason()).contains("m@1.json", reason));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1025", "\"2\"", "1.5"})
    void find_settingOutOfBounds_isBroken(String executors) throws IOException {
        assertThat(find(TUNED.replace("\"executors\":2", "\"executors\":" + executors)))
                .isInstanceOfSatisfying(
                        TuningProfile.Broken.class,
                        broken ->
                                assertThat(broken.reason())
                                        .contains("executors", "a whole number from 1 to 1024"));
    }
}
