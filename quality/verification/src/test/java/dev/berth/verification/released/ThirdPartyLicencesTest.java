package dev.berth.verification.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.verification.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Test of `THIRD-PARTY.md` against the build's list of components.
final class ThirdPartyLicencesTest {
    private static final String FILE = "THIRD-PARTY.md";

    /// Each library must have one of these licences.
    private static final Set<String> ACCEPTED =
            Set.of(
                    "Apache-2.0",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "CC0-1.0",
                    "EPL-1.0",
                    "EPL-2.0",
                    "Go License",
                    "MIT",
                    "MIT-0");

    /// Libraries whose pom says "The BSD License", which is read as the one with four clauses.
    /// Their LICENSE files have three.
    private static final Set<String> THREE_CLAUSES =
            Set.of("com.twelvemonkeys.imageio", "com.twelvemonkeys.common");

    private static final String HEAD =
            """
            # Libraries of others

            What Berth's programs run with, by licence; some may be used under one of several. Made from the list of components
            (`target/berth-sbom.json`), which has versions and checksums; `ThirdPartyLicencesTest` compares the two. Berth itself is under
            Apache-2.0. What [an application](docs/guides/embedded.md) gets is a part of it.
            """;

    private final Path root = Repository.root();
    private final Path components = root.resolve("target/berth-sbom.json");

    @BeforeEach
    void findComponents() throws IOException {
        assumeTrue(Files.exists(components), "`mvn package` has not made " + components);
        FileTime made = Files.getLastModifiedTime(components);
        var artifacts = new ReleasedArtifacts(root);
        List<Path> poms = new ArrayList<>(List.of(root.resolve("pom.xml")));
        artifacts.modules().forEach(each -> poms.add(root.resolve(each).resolve("pom.xml")));
        for (Path pom : poms) {
            assumeTrue(
                    Files.getLastModifiedTime(pom).compareTo(made) <= 0,
                    components + " is older than " + pom + "; run `mvn package`");
        }
    }

    /// Libraries by their licences.
    private Map<Set<String>, Set<String>> byLicences() throws IOException {
        Map<Set<String>, Set<String>> found =
                new TreeMap<>((one, other) -> words(one).compareTo(words(other)));
        for (JsonNode each : new ObjectMapper().readTree(components.toFile()).path("components")) {
            String group = each.path("group").asText();
            if (group.equals("dev.berth")) {
                continue;
            }
            Set<String> licences = new TreeSet<>();
            for (JsonNode licence : each.path("licenses")) {
                String name =
                        licence.at("/license/id")
                                .asText(
                                        licence.at("/license/name")
                                                .asText(licence.path("expression").asText()));
                boolean isThree = name.equals("BSD-4-Clause") && THREE_CLAUSES.contains(group);
                licences.add(isThree ? "BSD-3-Clause" : name);
            }
            found.computeIfAbsent(licences, none -> new TreeSet<>())
                    .add(group + ":" + each.path("name").asText());
        }
        return found;
    }

    private static String words(Set<String> licences) {
        return String.join(" or ", licences);
    }

    @Test
    void libraries_haveALicenceThatIsAccepted() throws IOException {
        assertThat(byLicences())
                .allSatisfy(
                        (licences, libraries) ->
                                assertThat(licences)
                                        .as(libraries.toString())
                                        .containsAnyElementsOf(ACCEPTED));
    }

    @Test
    void file_listsThemAll() throws IOException {
        var text = new StringBuilder(HEAD);
        byLicences()
                .forEach(
                        (licences, libraries) -> {
                            text.append("\n## ").append(words(licences)).append("\n\n");
                            libraries.forEach(
                                    each -> text.append("- `").append(each).append("`\n"));
                        });
        Path made = root.resolve("quality/verification/target").resolve(FILE);
        Files.writeString(made, text);
        assertThat(root.resolve(FILE))
                .as("if this is what it should be: cp %s %s", made, FILE)
                .hasContent(text.toString());
    }
}
