package dev.berth.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.verification.BerthProgram.Call;
import dev.berth.verification.BerthProgram.Outcome;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of `./berth` from any directory, with any Java on the machine.
class LauncherTest {
    private static final String PATH = "/usr/bin:/bin";

    @Test
    void launcher_fromAnotherFolder_findsBerth(@TempDir Path folder) {
        Outcome outcome =
                Call.of("check", Repository.example("sentences").toString()).in(folder).run();
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    @Test
    void launchers_afterAChangeInAnyFolderOfModules_build() throws IOException {
        Path root = Repository.root();
        List<String> folders =
                Pattern.compile("<module>(\\w+)/")
                        .matcher(Files.readString(root.resolve("pom.xml")))
                        .results()
                        .map(module -> module.group(1))
                        .filter(folder -> !List.of("examples", "quality").contains(folder))
                        .distinct()
                        .map(folder -> "\"$root/" + folder + "\"")
                        .toList();
        assertThat(folders).contains("\"$root/foundations\"");
        assertThat(Files.readString(root.resolve("berth"))).contains(folders);
        assertThat(Files.readString(root.resolve("quality/launch.sh"))).contains(folders);
    }

    @Test
    void launcher_throughLinks_findsBerth(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("there"), Repository.launcher());
        Path second = Files.createSymbolicLink(folder.resolve("berth"), Path.of("there"));
        Outcome outcome = Call.of("--version").through(second).in(folder).run();
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out()).containsIgnoringCase("berth");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void launcher_withOldJavaFirst_findsTheNewOne(@TempDir Path folder) throws IOException {
        Path old = jdk(folder.resolve("old"), "17.0.9");
        Outcome outcome =
                Call.of("--version")
                        .with(Map.of("JAVA_HOME", "", "PATH", old.resolve("bin") + ":" + PATH))
                        .run();
        assumeTrue(
                !outcome.err().contains("no JDK"),
                "the JDK of this machine is in no usual place, so there is none to find");
        assertThat(outcome.status()).as(outcome.err()).isZero();
    }

    @Test
    void launcher_namedJdkTooOld_saysWhatAndHow(@TempDir Path folder) throws IOException {
        Path old = jdk(folder.resolve("old"), "17.0.9");
        Outcome outcome =
                Call.of("--version").with(Map.of("BERTH_JAVA_HOME", old.toString())).run();
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.err())
                .contains("BERTH_JAVA_HOME=" + old, "Java 17", "expected: JDK 25", "unset it");
    }

    @Test
    void launcher_namedFolderWithoutJdk_saysWhatAndHow(@TempDir Path folder) {
        Outcome outcome =
                Call.of("--version").with(Map.of("BERTH_JAVA_HOME", folder.toString())).run();
        assertThat(outcome.status()).isNotZero();
        assertThat(outcome.err()).contains("no bin/java", "point it at a JDK 25");
    }

    /// The launcher searches places that a test cannot empty, so it looks for a version that no
    /// machine has.
    @Test
    void launcher_withoutJdk_saysWhatItFoundAndHowToGetOne(@TempDir Path folder)
            throws IOException {
        String script = Files.readString(Repository.launcher());
        assertThat(script).contains("java_wanted=25\n");
        Path launcher = Files.createDirectory(folder.resolve("berth-copy")).resolve("berth");
        Files.writeString(launcher, script.replace("java_wanted=25\n", "java_wanted=99\n"));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path old = jdk(folder.resolve("old"), "17.0.9");
        Outcome outcome =
                Call.of("--version")
                        .through(launcher)
                        .in(folder)
                        .with(
                                Map.of(
                                        "JAVA_HOME",
                                        old.toString(),
                                        "BERTH_JAVA_HOME",
                                        "",
                                        "HOME",
                                        folder.toString(),
                                        "PATH",
                                        PATH))
                        .run();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains(
                        "no JDK 99 or later on this machine",
                        "found Java 17 in " + old,
                        "install one",
                        "BERTH_JAVA_HOME");
    }

    @Test
    void launcher_copiedOutOfItsFolder_saysHowToCallIt(@TempDir Path folder) throws IOException {
        Path copy = Files.copy(Repository.launcher(), folder.resolve("berth"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        Outcome outcome = Call.of("--version").through(copy).in(folder).run();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains(folder.toString(), "through a link to it");
    }

    /// The options as the JVM reads an argument file, beside those of the launcher.
    private static List<String> options(String... names) throws IOException {
        List<String> options = new ArrayList<>();
        for (String name : names) {
            Path file = Repository.root().resolve("launch").resolve(name + ".options");
            Files.readAllLines(file).stream()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(options::add);
        }
        return options;
    }

    private static String flags(String further) {
        return Call.of("--version")
                .with(
                        Map.of(
                                "BERTH_AOT",
                                "off",
                                "BERTH_JAVA_OPTS",
                                "-XX:+PrintCommandLineFlags " + further))
                .run()
                .out();
    }

    @Test
    void launcher_optionsInFiles_allReachTheJvm() throws IOException {
        List<String> flags =
                options("server", "collector", "heap").stream()
                        .filter(option -> option.startsWith("-XX:"))
                        .filter(option -> !option.endsWith("m"))
                        .toList();
        assertThat(flags(""))
                .contains(flags)
                .contains("-XX:MaxNewSize=50331648", "-XX:MetaspaceSize=67108864");
        assertThat(options("native")).containsExactlyElementsOf(nativeOptionsOfThisTest());
    }

    /// Those of surefire's command line that come from the same file.
    private static List<String> nativeOptionsOfThisTest() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("--enable-native") || each.startsWith("--sun-misc"))
                .toList();
    }

    @Test
    void launcher_otherCollectorOrSize_takesThePlaceOfItsOwn() {
        assertThat(flags("-XX:+UseSerialGC"))
                .contains("-XX:+UseSerialGC")
                .doesNotContain("UseParallelGC", "MaxNewSize");
        assertThat(flags("-Xmx300m"))
                .contains("-XX:+UseParallelGC")
                .doesNotContain("MaxNewSize", "SurvivorRatio");
    }

    @Test
    void launcher_unknownCommand_suggestsTheNearest() {
        Outcome outcome = BerthProgram.run("modles");
        assertThat(outcome.status()).isEqualTo(2);
        assertThat(outcome.err()).contains("models");
    }

    @Test
    void help_ofEveryCommand_hasExamples() {
        for (String command : List.of("up", "check", "init", "predict", "models", "bench")) {
            Outcome outcome = InProcessCommand.run(command, "--help");
            assertThat(outcome.status()).isZero();
            assertThat(outcome.out()).contains("Examples:", "berth " + command);
        }
    }

    /// A directory that looks like a JDK of this version.
    private static Path jdk(Path home, String version) throws IOException {
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'not this one' >&2\nexit 1\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }
}
