package dev.berth.verification.released;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Maven project that uses Berth: without a parent, with only its own dependency management. Maven
/// runs offline, with the libraries that the build of Berth has fetched, once for all projects.
///
/// @param folder whose name is the project's
record OutsideProject(Path folder) {
    private static final String CLASS_PATH = "class-path";

    /// The `mvn` of this machine, if there is one.
    static Optional<Path> maven() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "mvn"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Writes the project.
    void write(String managed, String dependencies) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("pom.xml"),
                pom(folder.getFileName().toString(), managed, dependencies));
    }

    void writeMain(String source) throws IOException {
        Path java = Files.createDirectories(folder.resolve("src/main/java"));
        Files.writeString(java.resolve("Main.java"), source);
    }

    /// Compiles the sources of all projects in a folder, and lists their class paths.
    ///
    /// @param repository with Berth's artifacts
    static void build(Path folder, Path repository, List<OutsideProject> projects)
            throws IOException, InterruptedException {
        var modules = new StringBuilder();
        for (OutsideProject project : projects) {
            modules.append("<module>").append(project.folder().getFileName()).append("</module>");
        }
        Files.writeString(folder.resolve("pom.xml"), aggregator(modules.toString()));
        List<String> words = new ArrayList<>();
        words.add(maven().orElseThrow().toString());
        words.addAll(List.of("-o", "-q", "-B", "-ntp", "-T1C"));
        words.add("-Dmaven.repo.local=" + repository);
        words.add("-Dmaven.repo.local.tail=" + fetched());
        words.add("-Dmaven.repo.local.tail.ignoreAvailability=true");
        words.addAll(List.of("compile", "dependency:build-classpath"));
        words.addAll(List.of("-DincludeScope=runtime", "-Dmdep.outputFile=" + CLASS_PATH));
        String output = run(folder, words);
        for (OutsideProject project : projects) {
            assertThat(project.folder().resolve(CLASS_PATH)).as(output).exists();
        }
    }

    /// The runtime class path.
    List<Path> jars() throws IOException {
        return Arrays.stream(
                        Files.readString(folder.resolve(CLASS_PATH))
                                .strip()
                                .split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    /// The repositories of the build of Berth.
    private static String fetched() {
        Path usual = Path.of(System.getProperty("user.home"), ".m2", "repository");
        return Stream.of("maven.repo.local", "maven.repo.local.tail")
                .map(System::getProperty)
                .filter(each -> each != null && !each.isBlank())
                .reduce((head, tail) -> head + "," + tail)
                .orElse(usual.toString());
    }

    /// Runs `Main`.
    ///
    /// @param place the working directory
    /// @return its output
    String runMain(Path place, String... arguments) throws IOException, InterruptedException {
        List<String> path = new ArrayList<>();
        path.add(folder.resolve("target/classes").toString());
        jars().forEach(jar -> path.add(jar.toString()));
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", String.join(":", path)));
        Optional.ofNullable(System.getProperty("maven.repo.local"))
                .ifPresent(there -> words.add(1, "-Dmaven.repo.local=" + there));
        words.add("Main");
        words.addAll(List.of(arguments));
        return run(place, words);
    }

    private static String run(Path place, List<String> words)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("berth-outside", ".txt");
        var builder =
                new ProcessBuilder(words)
                        .directory(place.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.keySet().removeAll(List.of("MAVEN_ARGS", "MAVEN_CONFIG"));
        environment.put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(out);
        Files.delete(out);
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static String aggregator(String modules) {
        return """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>all</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <modules>%s</modules>
              <build>
                <pluginManagement>
                  <plugins>
                    <plugin>
                      <artifactId>maven-resources-plugin</artifactId>
                      <version>3.5.0</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-compiler-plugin</artifactId>
                      <version>3.14.0</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-dependency-plugin</artifactId>
                      <version>3.9.0</version>
                    </plugin>
                  </plugins>
                </pluginManagement>
              </build>
            </project>
            """
                .formatted(modules);
    }

    /// Versions that the build of Berth uses itself, so that they are available offline.
    private static String pom(String name, String managed, String dependencies) {
        return """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>com.example</groupId>
              <artifactId>%s</artifactId>
              <version>1</version>
              <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              %s
              <dependencies>
                %s
              </dependencies>
              <build>
                <pluginManagement>
                  <plugins>
                    <plugin>
                      <artifactId>maven-resources-plugin</artifactId>
                      <version>3.5.0</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-compiler-plugin</artifactId>
                      <version>3.14.0</version>
                    </plugin>
                    <plugin>
                      <artifactId>maven-dependency-plugin</artifactId>
                      <version>3.9.0</version>
                    </plugin>
                  </plugins>
                </pluginManagement>
              </build>
            </project>
            """
                .formatted(name, managed, dependencies);
    }
}
