package dev.berth.catalog.artifact;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact.Source;
import java.util.List;
import java.util.Optional;

/// `group:artifact:version[:classifier]` of a jar.
record MavenCoordinates(
        String group, String artifact, String version, Optional<String> classifier) {

    static MavenCoordinates parse(Source.Maven source) {
        List<String> parts = List.of(source.coordinates().split(":", -1));
        if (parts.size() < 3 || parts.size() > 4 || parts.stream().anyMatch(String::isBlank)) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "the source '" + source + "' (expected: group:artifact:version[:classifier])",
                    "correct the coordinates in model.yaml");
        }
        return new MavenCoordinates(
                parts.get(0),
                parts.get(1),
                parts.get(2),
                parts.size() == 4 ? Optional.of(parts.get(3)) : Optional.empty());
    }

    String fileName() {
        return artifact + "-" + version + classifier.map(word -> "-" + word).orElse("") + ".jar";
    }

    /// Where the jar lies in a local repository of the default layout.
    String repositoryPath() {
        return group.replace('.', '/') + "/" + artifact + "/" + version + "/" + fileName();
    }
}
