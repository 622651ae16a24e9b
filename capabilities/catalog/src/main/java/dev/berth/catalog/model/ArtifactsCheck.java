package dev.berth.catalog.model;

import dev.berth.catalog.artifact.SystemArtifacts;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Check of the artifacts of a system's packages, which are fetched.
public final class ArtifactsCheck {
    private ArtifactsCheck() {}

    /// The artifacts that cannot be had. Blocks.
    public static List<ValidationError> errors(
            CatalogSnapshot snapshot, SystemArtifacts artifacts) {
        List<ValidationError> errors = new ArrayList<>();
        for (PackageEntry.Valid entry : snapshot.part(Models.class).valid()) {
            Document document =
                    DocumentReader.read(entry.directory().resolve(PackageEntry.FILE_NAME));
            for (Artifact artifact : entry.modelPackage().artifacts().values()) {
                find(artifacts, entry.modelPackage(), artifact, document).ifPresent(errors::add);
            }
        }
        return errors;
    }

    private static Optional<ValidationError> find(
            SystemArtifacts artifacts,
            ModelPackage modelPackage,
            Artifact artifact,
            Document document) {
        try {
            artifacts.fetch(modelPackage, artifact);
            return Optional.empty();
        } catch (ProblemException e) {
            String pointer = Document.child("/artifacts", artifact.name());
            return Optional.of(
                    new ValidationError(
                            document.locate(pointer),
                            pointer,
                            e.problem().message(),
                            "an artifact that can be had and verified",
                            e.problem().remedy()));
        }
    }
}
