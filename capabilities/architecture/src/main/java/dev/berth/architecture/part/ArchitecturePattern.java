package dev.berth.architecture.part;

import dev.berth.architecture.constraint.Constraint;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.system.SourceLocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// Pattern of architectures as a set of constraints, which are written in the language of systems.
public enum ArchitecturePattern {
    MULTI_TIER,
    MICROSERVICES,
    STATELESS_SERVING,
    TWO_PHASE,
    BATCH,
    PRECOMPUTED,
    DECOUPLED_TRAINING;

    /// The name in descriptions, such as `multi-tier`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The pattern of a name.
    public static Optional<ArchitecturePattern> find(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /// Its constraints, under names that begin with its own, such as `multi-tier/no-call-upwards`.
    ///
    /// @param location where a system names the pattern
    public List<Constraint> constraints(SourceLocation location) {
        return ConstraintReader.read(root()).values().stream()
                .map(
                        each ->
                                new Constraint(
                                        word() + "/" + each.name(),
                                        each.reason(),
                                        each.owner(),
                                        each.rule(),
                                        location))
                .toList();
    }

    private DocumentNode root() {
        String file = word() + ".yaml";
        try (InputStream in =
                Objects.requireNonNull(
                        ArchitecturePattern.class.getResourceAsStream(
                                "/dev/berth/architecture/pattern/" + file))) {
            Document document = DocumentReader.read(Path.of(file), in.readAllBytes());
            var errors = new ValidationErrors(document);
            return new DocumentNode(
                    document,
                    new DocumentNode.Notes(errors, new ValidationErrors(document)),
                    "",
                    document.value().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
