package dev.berth.verification.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.verification.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Tests of projects that use Berth as the guides print it.
final class ReleasedArtifactsTest {
    private static final Pattern JAR = Pattern.compile("(.+?)-(\\d.*)\\.jar");
    private static final Pattern VERSION = Pattern.compile("<([\\w.-]+)>([^<]+)</\\1>");

    private static final List<String> NOT_ASKED_FOR =
            List.of("kafka", "lettuce", "iceberg", "rocksdb", "duckdb", "maven", "netty", "vertx");

    /// 79 MB in November 2026, of which the two native libraries are 62.
    private static final long EMBEDDED_BYTES_MAX = 90_000_000;

    private static final List<String> OPTIONAL = List.of("berth-remote", "berth-feature-store");

    @TempDir static Path repository;

    /// Of all projects, which are built together: one Maven takes a quarter of the time of one
    /// each.
    @TempDir static Path folder;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        if (OutsideProject.maven().isEmpty()) {
            return;
        }
        new ReleasedArtifacts(Repository.root()).publish(repository);
        List<OutsideProject> projects =
                new ArrayList<>(List.of(embedded(), client(), resolver(), otherDependencies()));
        for (String artifact : OPTIONAL) {
            OutsideProject project = outside(artifact);
            project.write("", dependency("berth-embedded") + dependency(artifact));
            projects.add(project);
        }
        OutsideProject.build(folder, repository, projects);
    }

    private static OutsideProject outside(String name) {
        return new OutsideProject(folder.resolve(name));
    }

    private static OutsideProject embedded() throws IOException {
        OutsideProject project = outside("embedded");
        String guide = guide("embedded.md");
        project.write("", block(guide, "xml", "berth-embedded"));
        project.writeMain(block(guide, "java", "Berth.open"));
        return project;
    }

    private static OutsideProject client() throws IOException {
        OutsideProject project = outside("client");
        String guide = guide("java-client.md");
        project.write("", block(guide, "xml", "berth-client"));
        String ask =
                block(guide, "java", "var client = BerthClient.to")
                        .replaceFirst("BerthClient.to\\([^)]*\\)", "BerthClient.to(arguments[0])");
        project.writeMain(
                block(guide, "java", "import dev.berth.client")
                        + "public class Main {\n"
                        + "public static void main(String[] arguments) {\n"
                        + ask
                        + "}\n}\n");
        return project;
    }

    private static OutsideProject resolver() throws IOException {
        OutsideProject project = outside("resolver");
        String guide = guide("embedded.md");
        var libraries = new StringBuilder(dependency("berth-embedded"));
        for (String artifact : List.of("context", "standalone-static", "jcl-over-slf4j")) {
            Matcher named = Pattern.compile("`([\\w.]+):" + artifact + "`").matcher(guide);
            assertThat(named.find()).as(artifact).isTrue();
            libraries
                    .append("<dependency><groupId>")
                    .append(named.group(1))
                    .append("</groupId><artifactId>")
                    .append(artifact)
                    .append("</artifactId></dependency>");
        }
        project.write(block(guide, "xml", "berth-bom"), libraries.toString());
        return project;
    }

    /// Vert.x comes first, so its Netty would be used.
    private static OutsideProject otherDependencies() throws IOException {
        OutsideProject project = outside("other-dependencies");
        String vertx =
                "<dependency><groupId>io.vertx</groupId><artifactId>vertx-core</artifactId></dependency>";
        project.write(
                block(guide("embedded.md"), "xml", "berth-bom"),
                vertx + dependency("berth-client"));
        return project;
    }

    private static String guide(String name) {
        return ReleasedArtifacts.read(Repository.root().resolve("docs/guides").resolve(name));
    }

    /// The first block of a language, or the first that contains a text.
    private static String block(String guide, String language, String part) {
        Matcher blocks =
                Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL).matcher(guide);
        while (blocks.find()) {
            if (blocks.group(1).contains(part)) {
                return blocks.group(1);
            }
        }
        throw new AssertionError("no " + language + " with " + part);
    }

    /// The project of this name, which was built.
    private static OutsideProject project(String name) {
        assumeTrue(OutsideProject.maven().isPresent(), "there is no `mvn` on the path");
        return outside(name);
    }

    private static String dependency(String artifact) {
        return """
        <dependency>
          <groupId>dev.berth</groupId>
          <artifactId>%s</artifactId>
          <version>0.1.0-SNAPSHOT</version>
        </dependency>
        """
                .formatted(artifact);
    }

    /// Names of artifacts with their versions.
    private static Map<String, String> versions(Stream<Path> jars) {
        return jars.map(jar -> JAR.matcher(jar.getFileName().toString()))
                .filter(Matcher::matches)
                .collect(
                        Collectors.toMap(
                                jar -> jar.group(1),
                                jar -> jar.group(2),
                                (one, other) -> one,
                                TreeMap::new));
    }

    /// The runtime of this build's tests.
    private static Map<String, String> tested() {
        String[] path = System.getProperty("java.class.path").split(":");
        return versions(Arrays.stream(path).map(Path::of));
    }

    private static void assertTested(List<Path> jars) {
        Map<String, String> taken = versions(jars.stream());
        taken.keySet().removeIf(name -> name.startsWith("berth-"));
        assertThat(taken).isNotEmpty();
        Map<String, String> tested = tested();
        taken.keySet().retainAll(tested.keySet());
        tested.keySet().retainAll(taken.keySet());
        assertThat(taken).isEqualTo(tested);
    }

    @Test
    void embedded_asTheGuidePrintsIt_predicts() throws Exception {
        OutsideProject project = project("embedded");
        List<Path> jars = project.jars();
        assertTested(jars);
        assertThat(jars)
                .extracting(jar -> jar.getFileName().toString())
                .noneMatch(name -> NOT_ASKED_FOR.stream().anyMatch(name::contains));
        assertThat(guide("embedded.md")).contains("\n" + jars.size() + " jars,");
        assertThat(jars.stream().mapToLong(jar -> jar.toFile().length()).sum())
                .isLessThan(EMBEDDED_BYTES_MAX);
        assertThat(project.runMain(Repository.root())).contains("space");
    }

    @Test
    void client_asTheGuidePrintsIt_calls() throws Exception {
        OutsideProject project = project("client");
        assertTested(project.jars());
        try (BerthServer server =
                BerthServer.start(
                        Repository.root().resolve("examples/two-phase"),
                        ServerOptions.defaults().withPort(0))) {
            assertThat(project.runMain(folder, "127.0.0.1:" + server.port())).contains("sport");
        }
    }

    @ParameterizedTest
    @FieldSource("OPTIONAL")
    void optionalModule_besideTheEmbedded_hasTheVersionsThatWereTested(String artifact)
            throws Exception {
        assertTested(project(artifact).jars());
    }

    @Test
    void resolverOfMaven_besideTheEmbedded_hasTheVersionsThatWereTested() throws Exception {
        List<Path> jars = project("resolver").jars();
        assertTested(jars);
        assertThat(versions(jars.stream()))
                .containsKeys("context", "standalone-static", "maven-resolver-impl");
    }

    @Test
    void billOfMaterials_asTheGuidePrintsIt_winsOverOtherDependencies() throws Exception {
        List<Path> jars = project("other-dependencies").jars();
        assertTested(jars);
        assertThat(versions(jars.stream())).containsKey("netty-common");
    }

    @Test
    void billOfMaterials_namesWhatIsReleased() {
        var artifacts = new ReleasedArtifacts(Repository.root());
        List<String> released =
                artifacts.modules().stream()
                        .filter(module -> !module.equals(ReleasedArtifacts.BOM_MODULE))
                        .filter(module -> !module.startsWith("quality/"))
                        .filter(module -> !module.startsWith("examples/"))
                        .map(artifacts::artifact)
                        .toList();
        // Programs, and libraries that only they use.
        List<String> programs =
                List.of(
                        "berth-server",
                        "berth-cli",
                        "berth-architecture",
                        "berth-features-spark",
                        "berth-deploy");
        assertThat(artifacts.named())
                .containsExactlyInAnyOrderElementsOf(
                        released.stream().filter(each -> !programs.contains(each)).toList());
    }

    @Test
    void billOfMaterials_hasTheVersionsOfTheParent() {
        String parent = ReleasedArtifacts.read(Repository.root().resolve("pom.xml"));
        Map<String, String> properties =
                VERSION.matcher(parent)
                        .results()
                        .collect(
                                Collectors.toMap(
                                        each -> "${" + each.group(1) + "}",
                                        each -> each.group(2),
                                        (one, other) -> one));
        Map<String, String> managed = managed(parent, properties);
        String bom =
                ReleasedArtifacts.read(
                        Repository.root().resolve(ReleasedArtifacts.BOM_MODULE).resolve("pom.xml"));
        assertThat(managed(bom, properties)).isNotEmpty();
        assertThat(managed).containsAllEntriesOf(managed(bom, properties));
    }

    private static Map<String, String> managed(String pom, Map<String, String> properties) {
        return ReleasedArtifacts.dependencies(pom).stream()
                .filter(each -> each.contains("<version>"))
                .collect(
                        Collectors.toMap(
                                each ->
                                        ReleasedArtifacts.text(each, "groupId")
                                                + ":"
                                                + ReleasedArtifacts.text(each, "artifactId"),
                                each -> {
                                    String version = ReleasedArtifacts.text(each, "version");
                                    return properties.getOrDefault(version, version);
                                },
                                (one, other) -> one));
    }
}
