package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.profile.CpuInfo;
import dev.berth.catalog.profile.TuningProfiles;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.TunedSettings;
import dev.berth.serving.lifecycle.LoadPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
    private static final ModelName MODEL = ModelName.of("m");
    private static final ModelReference REFERENCE = ModelReference.of("m", "1");

    private final FakeSystem system;

    TuningTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @BeforeEach
    void write() {
        system.write("m", "1", 2);
    }

    /// Writes a profile of the package as it is now.
    private void tune(String settings) throws IOException {
        var here = CpuInfo.local();
        Models models = Catalog.open(system.directory()).read().part(Models.class);
        String digest = models.valid().getFirst().digest().hex();
        Path file = TuningProfiles.path(system.directory(), REFERENCE);
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.writeString(
                file,
                """
                {"tuned":{"tunedAt":"today","processor":{"name":"%s","count":%d},"digest":"%s",%s}}
                """
                        .formatted(here.name(), here.count(), digest, settings));
    }

    private ModelPackage served(ServingOptions options) {
        try (ModelServer serving = ModelServer.open(system.directory(), options)) {
            return serving.requirePackage(MODEL, Optional.empty());
        }
    }

    @Test
    void load_tunedProfile_isHonoured() throws IOException {
        tune("\"executors\":2,\"intraOpThreads\":3,\"batchSizeMax\":16");

        ModelPackage served = served(system.options());

        assertThat(served.runtime().executors()).contains(2);
        assertThat(served.runtime().intraOpThreads()).contains(3);
        assertThat(served.batch().sizeMax()).isEqualTo(16);
    }

    @Test
    void load_packageThatSaysItself_hasItsWord() throws IOException {
        system.write("m", "1", 2, "runtime: {engine: fake, executors: 1}", "batch: {max-size: 8}");
        tune("\"executors\":2,\"intraOpThreads\":3,\"batchSizeMax\":16");

        ModelPackage served = served(system.options());

        assertThat(served.runtime().executors()).contains(1);
        assertThat(served.runtime().intraOpThreads()).contains(3);
        assertThat(served.batch().sizeMax()).isEqualTo(8);
    }

    @Test
    void load_brokenProfile_servesAsDescribed() throws IOException {
        tune("\"executors\":\"many\"");

        assertThat(served(system.options()).runtime().executors()).isEmpty();
    }

    @Test
    void load_packageChangedSinceItWasTuned_servesAsDescribed() throws IOException {
        tune("\"executors\":2");
        system.write("m", "1", 3);

        assertThat(served(system.options()).runtime().executors()).isEmpty();
    }

    @Test
    void load_tuningGivenByOptions_winsOverTheProfile() throws IOException {
        tune("\"executors\":2");

        ModelPackage served =
                served(system.options().withTunings(Map.of(REFERENCE, TunedSettings.NONE)));

        assertThat(served.runtime().executors()).isEmpty();
    }

    @Test
    void loadAgain_afterTheProfileChanged_takesTheNewSettings() throws IOException {
        tune("\"executors\":2");
        try (ModelServer serving = system.open()) {
            tune("\"executors\":1");
            serving.unload(MODEL).join();
            serving.load(MODEL).join();

            assertThat(serving.requirePackage(MODEL, Optional.empty()).runtime().executors())
                    .contains(1);
        }
    }

    @Test
    void loadAgain_afterEviction_takesTheNewSettings() throws IOException {
        system.writeOfSize("m", "1", 2, 100);
        system.writeOfSize("n", "1", 2, 100);
        tune("\"executors\":2");
        var options =
                system.options()
                        .withLoadPolicy(LoadPolicy.ON_DEMAND)
                        .withMemoryBytesMax(OptionalLong.of(150));
        try (ModelServer serving = ModelServer.open(system.directory(), options)) {
            serving.acquire(MODEL).close();
            assertThat(executors(serving)).contains(2);
            tune("\"executors\":1");
            serving.acquire(ModelName.of("n")).close();
            assertThat(executors(serving)).isEmpty();
            serving.acquire(MODEL).close();

            assertThat(executors(serving)).contains(1);
        }
    }

    private static Optional<Integer> executors(ModelServer serving) {
        return serving.requirePackage(MODEL, Optional.empty()).runtime().executors();
    }
}
