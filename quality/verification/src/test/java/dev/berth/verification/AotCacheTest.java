package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.verification.BerthProgram.Call;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of the AOT cache that `./berth` creates, in an installation that cannot be built.
class AotCacheTest {
    private static final String FROM_CACHE = "shared objects file";
    private static final String FROM_JAR = "file:/";

    private static final Pattern SOURCE = Pattern.compile("dev\\.berth\\.cli\\.Main source: (.*)");

    @TempDir private static Path folder;

    private static Path launcher;
    private static Path aotFolder;
    private static List<Outcome> first;

    private static Path copyFiles(Path home, String name) throws IOException {
        Path copy = Files.createDirectories(home.resolve(name));
        try (Stream<Path> files = Files.list(Repository.root().resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, copy.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    /// Created once for all tests, by two launchers at the same time.
    @BeforeAll
    static void makeCache() throws IOException {
        Path home = Files.createDirectories(folder.resolve("a place/berth"));
        launcher =
                Files.copy(
                        Repository.launcher(),
                        home.resolve("berth"),
                        StandardCopyOption.COPY_ATTRIBUTES);
        copyFiles(home, "launch");
        Path lib = copyFiles(home, "apps/cli/target/lib");
        aotFolder = lib.resolveSibling("aot");
        Call now = Call.of("--version").through(launcher).with(Map.of("BERTH_AOT", "now"));
        try (var one = now.start();
                var other = now.start()) {
            first = List.of(one.awaitEnd(), other.awaitEnd());
        }
    }

    /// Tests that damage the cache restore it.
    @BeforeEach
    void cacheIsWhole() throws IOException {
        assertThat(first).allSatisfy(each -> assertThat(each.status()).as(each.err()).isZero());
        assertThat(names())
                .as(first.toString())
                .filteredOn(name -> name.endsWith(".aot"))
                .hasSize(1);
    }

    @Test
    void cache_madeByTwoLaunchersAtOnce_isMadeOnceAndLeavesNothingElse() throws IOException {
        assertThat(names()).hasSize(2).contains("aot-training.log");
        assertThat(first).extracting(Outcome::err).allMatch(err -> !err.contains("no AOT cache"));
        assertThat(first)
                .filteredOn(each -> each.err().contains("which is making the AOT cache"))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void nextStart_usesTheCache() throws IOException {
        assertThat(classesCameFrom(Map.of("BERTH_AOT", "on"))).startsWith(FROM_CACHE);
    }

    @Test
    void furtherJars_behindTheClassPath_useTheCache() throws IOException {
        Path jar = launcher.resolveSibling("apps/cli/target/lib/jspecify-1.0.1.jar");
        assertThat(classesCameFrom(Map.of("BERTH_AOT", "on", "BERTH_CLASS_PATH", jar.toString())))
                .startsWith(FROM_CACHE);
    }

    @Test
    void switchedOff_cacheIsNotUsed() throws IOException {
        assertThat(classesCameFrom(Map.of("BERTH_AOT", "off"))).startsWith(FROM_JAR);
    }

    @Test
    void damagedCache_isPassedOverInSilence() throws IOException {
        Path cache = cache();
        byte[] whole = Files.readAllBytes(cache);
        try {
            for (byte[] damaged :
                    List.of(
                            new byte[0],
                            "no cache".getBytes(StandardCharsets.UTF_8),
                            half(whole))) {
                Files.write(cache, damaged);
                assertThat(classesCameFrom(Map.of("BERTH_AOT", "on"))).startsWith(FROM_JAR);
            }
        } finally {
            Files.write(cache, whole);
        }
    }

    @Test
    void optionsThatTheCacheDoesNotFit_passItOverInSilence() {
        Outcome outcome =
                Call.of("--version")
                        .through(launcher)
                        .with(
                                Map.of(
                                        "BERTH_AOT",
                                        "on",
                                        "BERTH_JAVA_OPTS",
                                        "-XX:-UseCompactObjectHeaders"))
                        .run();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).startsWith("berth ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void buildNewerThanTheCache_cacheIsNotUsedAndNotMadeByACommandThatEnds() throws IOException {
        Path lib = launcher.resolveSibling("apps/cli/target/lib");
        FileTime built = Files.getLastModifiedTime(lib);
        Files.setLastModifiedTime(
                lib,
                FileTime.from(
                        Files.getLastModifiedTime(cache())
                                .toInstant()
                                .plus(Duration.ofSeconds(5))));
        try {
            assertThat(classesCameFrom(Map.of("BERTH_AOT", "on"))).startsWith(FROM_JAR);
            assertThat(names()).hasSize(2);
        } finally {
            Files.setLastModifiedTime(lib, built);
        }
    }

    /// Runs a command, checks its output, and returns the JVM's report of where the program's first
    /// class came from.
    private static String classesCameFrom(Map<String, String> environment) throws IOException {
        Path log = folder.resolve("classes.log");
        var whole = new HashMap<>(environment);
        whole.put("BERTH_JAVA_OPTS", "-Xlog:class+load:file=" + log);
        Outcome outcome = Call.of("--version").through(launcher).with(whole).run();
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith("berth ");
        assertThat(outcome.err()).isEmpty();
        Matcher source = SOURCE.matcher(Files.readString(log));
        assertThat(source.find()).isTrue();
        return source.group(1);
    }

    private static Path cache() throws IOException {
        try (Stream<Path> files = Files.list(aotFolder)) {
            return files.filter(file -> file.toString().endsWith(".aot")).findFirst().orElseThrow();
        }
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(aotFolder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] half(byte[] whole) {
        return Arrays.copyOf(whole, whole.length / 2);
    }
}
