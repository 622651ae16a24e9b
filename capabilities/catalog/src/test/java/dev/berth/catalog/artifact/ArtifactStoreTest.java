package dev.berth.catalog.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.catalog.artifact.MavenSettings.Network;
import dev.berth.core.ModelReference;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.BatchPolicy;
import dev.berth.core.system.ModelLimits;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
    private static final String COORDINATES = "com.example:tiny-model:1.0";

    @TempDir Path directory;
    private Path folder = Path.of("");
    private Path repository = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        folder = Files.createDirectories(directory.resolve("system/models/m/1"));
        repository =
                Files.createDirectories(directory.resolve("remote/com/example/tiny-model/1.0"));
        Files.writeString(
                directory.resolve("settings.xml"),
                """
                <settings>
                  <mirrors><mirror>
                    <id>test</id><mirrorOf>*</mirrorOf><url>%s</url>
                  </mirror></mirrors>
                </settings>
                """
                        .formatted(directory.resolve("remote").toUri()));
    }

    private ArtifactStore store(Network network) {
        return ArtifactStore.at(
                directory.resolve("cache"),
                TransferProgress.silent(),
                new MavenSettings(
                        Optional.of(directory.resolve("settings.xml")),
                        Optional.of(directory.resolve("local")),
                        network),
                HttpLimits.defaults());
    }

    private ModelPackage modelPackage(Artifact... artifacts) {
        Map<String, Artifact> byName = new LinkedHashMap<>();
        for (Artifact artifact : artifacts) {
            byName.put(artifact.name(), artifact);
        }
        return new ModelPackage(
                ModelReference.of("m", "1"),
                folder,
                "",
                Optional.empty(),
                Optional.empty(),
                byName,
                RuntimeSettings.of("onnx"),
                new Signature(Optional.empty(), List.of(), List.of()),
                PackageFeatures.NONE,
                List.of(),
                List.of(),
                BatchPolicy.ofSize(1),
                ModelLimits.defaults(),
                Optional.empty(),
                0);
    }

    private static Artifact artifact(Source source, Optional<Sha256> sha256) {
        return new Artifact(Artifact.MODEL, source, sha256, Optional.empty());
    }

    private static Source maven(String entry) {
        return new Source.Maven(COORDINATES, Optional.of(entry));
    }

    private Path resolve(Network network, Artifact artifact) {
        return store(network).resolve(modelPackage(artifact), lock()).model();
    }

    private ArtifactLock lock() {
        return ArtifactLock.of(directory.resolve("system"));
    }

    private ProblemException refusal(Artifact artifact) {
        return catchThrowableOfType(
                ProblemException.class, () -> resolve(Network.ONLINE, artifact));
    }

    private void publish(Map<String, byte[]> entries) throws IOException {
        try (var jar =
                new ZipOutputStream(
                        Files.newOutputStream(repository.resolve("tiny-model-1.0.jar")))) {
            for (var entry : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
    }

    private void publish(String entry, String content) throws IOException {
        publish(Map.of(entry, content.getBytes(StandardCharsets.UTF_8)));
    }

    private static Sha256 sha256(String content) {
        var digest = Digests.start();
        digest.update(content.getBytes(StandardCharsets.UTF_8));
        return Digests.finish(digest);
    }

    @Test
    void file_ofThePackage_staysInPlace() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "weights");
        var pinned = artifact(new Source.File("model.onnx"), Optional.of(sha256("weights")));
        assertThat(resolve(Network.OFFLINE, pinned)).isEqualTo(file);
        assertThat(directory.resolve("cache")).doesNotExist();
    }

    @Test
    void file_withAnotherDigest_isRefused() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "changed");
        var problem =
                refusal(artifact(new Source.File("model.onnx"), Optional.of(sha256("weights"))));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_CHECKSUM_MISMATCH);
        assertThat(problem.problem().remedy()).contains("restore the file");
    }

    @Test
    void file_missing_isUnavailable() {
        var problem = refusal(artifact(new Source.File("model.onnx"), Optional.empty()));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
    }

    @Test
    void file_behindALinkOutside_isHostile() throws IOException {
        Path outside = Files.writeString(directory.resolve("outside"), "x");
        Files.createSymbolicLink(folder.resolve("model.onnx"), outside);
        var problem = refusal(artifact(new Source.File("model.onnx"), Optional.empty()));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNSAFE);
    }

    @Test
    void mavenEntry_fetchedOnce_isThereOffline() throws IOException {
        publish("in/model.onnx", "weights");
        var entry = artifact(maven("in/model.onnx"), Optional.empty());
        assertThat(resolve(Network.ONLINE, entry)).hasContent("weights");
        assertThat(directory.resolve("system/.berth/artifacts.lock"))
                .content()
                .contains(sha256("weights") + "  maven:" + COORDINATES + "!/in/model.onnx");
        Files.delete(repository.resolve("tiny-model-1.0.jar"));
        assertThat(resolve(Network.OFFLINE, entry)).hasContent("weights");
    }

    @Test
    void mavenJar_inTheLocalRepository_needsNoResolver() throws IOException {
        publish("model.onnx", "weights");
        Path local = Files.createDirectories(directory.resolve("local/com/example/tiny-model/1.0"));
        Files.move(repository.resolve("tiny-model-1.0.jar"), local.resolve("tiny-model-1.0.jar"));
        Files.writeString(directory.resolve("settings.xml"), "not xml: a resolver would not start");
        var entry = artifact(maven("model.onnx"), Optional.empty());
        assertThat(resolve(Network.OFFLINE, entry)).hasContent("weights");
    }

    @Test
    void mavenEntry_otherThanFirstSeen_isRefused() throws IOException {
        publish("model.onnx", "weights");
        var entry = artifact(maven("model.onnx"), Optional.empty());
        resolve(Network.ONLINE, entry);
        deleteTree(directory.resolve("local"));
        deleteTree(directory.resolve("cache"));
        publish("model.onnx", "other");
        var problem = refusal(entry);
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_CHECKSUM_MISMATCH);
        assertThat(problem.problem().remedy()).contains("artifacts.lock");
    }

    @Test
    void mavenEntry_otherThanPinned_isRefused() throws IOException {
        publish("model.onnx", "weights");
        var problem = refusal(artifact(maven("model.onnx"), Optional.of(sha256("other"))));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_CHECKSUM_MISMATCH);
        assertThat(directory.resolve("cache/partial")).isEmptyDirectory();
    }

    @Test
    void mavenArtifact_nowhere_isUnavailable() {
        var problem = refusal(artifact(maven("model.onnx"), Optional.empty()));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
        assertThat(problem).hasMessageContaining("tiny-model");
    }

    @Test
    void mavenEntry_notInTheJar_isUnavailable() throws IOException {
        publish("model.onnx", "weights");
        var problem = refusal(artifact(maven("modle.onnx"), Optional.empty()));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
        assertThat(problem.problem().remedy()).contains("jar tf");
    }

    @Test
    void archive_withTraversal_isHostile() throws IOException {
        publish(Map.of("model.onnx", new byte[1], "../../evil", new byte[1]));
        assertHostile("leave the folder");
    }

    @Test
    void archive_thatIsABomb_isHostile() throws IOException {
        publish(Map.of("model.onnx", new byte[64 << 20]));
        assertHostile("unpack");
    }

    @Test
    void archive_truncated_isHostile() throws IOException {
        publish("model.onnx", "weights".repeat(1000));
        Path jar = repository.resolve("tiny-model-1.0.jar");
        byte[] whole = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
        assertHostile("truncated");
    }

    @Test
    void archive_withDamagedContent_isHostile() throws IOException {
        Path jar = repository.resolve("tiny-model-1.0.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            var entry = new ZipEntry("model.onnx");
            byte[] content = "weights".getBytes(StandardCharsets.UTF_8);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCompressedSize(content.length);
            var crc = new CRC32();
            crc.update(content);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        byte[] bytes = Files.readAllBytes(jar);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("weights");
        bytes[at] = 'W';
        Files.write(jar, bytes);
        assertHostile("not what the archive declares");
    }

    private void assertHostile(String words) {
        var problem = refusal(artifact(maven("model.onnx"), Optional.empty()));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNSAFE);
        assertThat(problem).hasMessageContaining(words);
    }

    @Test
    void artifacts_withFileNames_lieSideBySide() throws IOException {
        publish("in/weights.bin", "weights");
        Files.writeString(folder.resolve("graph.onnx"), "graph");
        ResolvedArtifacts resolved =
                store(Network.ONLINE)
                        .resolve(
                                modelPackage(
                                        artifact(new Source.File("graph.onnx"), Optional.empty()),
                                        new Artifact(
                                                "data",
                                                maven("in/weights.bin"),
                                                Optional.empty(),
                                                Optional.of("graph.data"))),
                                lock());
        assertThat(resolved.model()).hasFileName("graph.onnx").hasContent("graph");
        assertThat(resolved.model().resolveSibling("graph.data")).hasContent("weights");
        assertThat(Files.isSymbolicLink(resolved.require("data"))).isFalse();
    }

    @Test
    void artifact_resolvedByManyAtOnce_isTheSameForAll() throws Exception {
        publish("model.onnx", "weights".repeat(10_000));
        var entry = artifact(maven("model.onnx"), Optional.empty());
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Path> each = () -> resolve(Network.ONLINE, entry);
            for (var file : threads.invokeAll(Collections.nCopies(8, each))) {
                assertThat(file.get()).hasContent("weights".repeat(10_000));
            }
        }
    }

    @Test
    void lock_withADamagedLine_trustsNothingAnew() throws IOException {
        publish("model.onnx", "weights");
        var entry = artifact(maven("model.onnx"), Optional.empty());
        resolve(Network.ONLINE, entry);
        Path lock = directory.resolve("system/.berth/artifacts.lock");
        String whole = Files.readString(lock);
        deleteTree(directory.resolve("local"));
        deleteTree(directory.resolve("cache"));
        publish("model.onnx", "other");
        // As a torn write or an editor leaves it.
        for (String damaged : List.of(whole.substring(0, whole.length() - 5), whole + "a\u0000b")) {
            Files.writeString(lock, damaged.replaceAll("(?m)^[0-9a-f]{3}", ""));
            var problem = refusal(entry);
            assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_CHECKSUM_MISMATCH);
            assertThat(problem.problem().message()).contains("artifacts.lock", "expected: a SHA");
        }
    }

    @Test
    void lock_thatCannotBeWritten_doesNotStopServing() throws IOException {
        publish("model.onnx", "weights");
        Files.writeString(directory.resolve("system/.berth"), "a file where a folder should be");
        var entry = artifact(maven("model.onnx"), Optional.empty());
        assertThat(resolve(Network.ONLINE, entry)).hasContent("weights");
    }

    @Test
    void cache_thatCannotBeWritten_isExplained() throws IOException {
        publish("model.onnx", "weights");
        Files.writeString(directory.resolve("cache"), "a file where a folder should be");
        var problem = refusal(artifact(maven("model.onnx"), Optional.empty()));
        assertThat(problem.problem().code()).isEqualTo(ProblemCode.ARTIFACT_UNAVAILABLE);
        assertThat(problem.problem().remedy()).contains("permissions");
    }

    private static void deleteTree(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
